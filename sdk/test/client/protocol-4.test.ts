import { describe, expect, it } from "vitest";
import { connect } from "../../src/connect.ts";
import { eio3 } from "../../src/eio3.ts";
import { FakeClock, settled } from "../../src/testing/index.ts";
import { type ScriptedServer, scriptedServer } from "../support/scripted-server.ts";

const HANDSHAKE = '{"sid":"engine-id","upgrades":[],"pingInterval":25000,"pingTimeout":5000}';

/** What the client has said besides its heartbeat. */
function said({ received }: ScriptedServer): unknown[] {
  return received.filter((frame) => frame !== "2");
}

function setUp() {
  const server = scriptedServer();
  const client = connect("http://server.test", { transport: server.transport, clock: new FakeClock(), protocol: eio3 });
  return { server, client };
}

describe("with a server of Socket.IO 2", () => {
  it("is joined to the root namespace by the server, under the id of the engine", async () => {
    const { server, client } = setUp();
    const socket = client.of();
    await server.open(HANDSHAKE);
    expect([said(server), socket.connected]).toEqual([[], false]);
    await server.say("0");
    expect([socket.connected, socket.id]).toEqual([true, "engine-id"]);
  });

  it("joins the root namespace late, although the server says so only once", async () => {
    const { server, client } = setUp();
    await server.open(HANDSHAKE);
    await server.say("0");
    const socket = client.of();
    await settled();
    expect([socket.connected, said(server)]).toEqual([true, []]);
  });

  it("asks for other namespaces, with the credentials as query, and derives the id", async () => {
    const { server, client } = setUp();
    const socket = client.of("/admin", { auth: { token: "a b" } });
    await server.open(HANDSHAKE);
    await server.say("0");
    expect(said(server)).toEqual(["40/admin?token=a+b,"]);
    await server.say("0/admin,");
    expect(socket.id).toBe("/admin#engine-id");
  });

  it("reports a refusal, which is a bare string and may repeat the query", async () => {
    const { server, client } = setUp();
    const messages: string[] = [];
    const socket = client.of("/admin", { auth: { token: 1 } });
    socket.on("connect_error", (error) => messages.push(`${error.code}: ${error.message}`));
    await server.open(HANDSHAKE);
    await server.say("0", '4/admin?token=1,"Invalid namespace"');
    expect([messages, socket.active]).toEqual([["CONNECT_REFUSED: Invalid namespace"], false]);
  });

  it("hands over what a middleware attached to its refusal, which comes instead of a message", async () => {
    const { server, client } = setUp();
    const refusals: unknown[] = [];
    const socket = client.of("/admin");
    socket.on("connect_error", (error) => refusals.push([error.code, error.message, error.data]));
    await server.open(HANDSHAKE);
    await server.say("0", '4/admin,{"code":0,"detail":["why"]}');
    expect(refusals).toEqual([["CONNECT_REFUSED", "the server refused: see data", { code: 0, detail: ["why"] }]]);
  });

  it("emits and acknowledges as with any other", async () => {
    const { server, client } = setUp();
    const socket = client.of();
    await server.open(HANDSHAKE);
    await server.say("0");
    const answer = socket.emitWithAck("e", 1);
    await server.say('30["yes"]');
    expect([said(server), await answer]).toEqual([['420["e",1]'], "yes"]);
  });
});
