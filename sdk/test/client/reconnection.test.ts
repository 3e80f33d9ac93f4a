import { describe, expect, it } from "vitest";
import type { Client } from "../../src/client.ts";
import { Connection, type ConnectionOptions, type StateChange } from "../../src/connection.ts";
import { UpwireError } from "../../src/errors.ts";
import { backoff } from "../../src/features/backoff.ts";
import { inspect } from "../../src/features/inspect.ts";
import { FakeClock, settled } from "../../src/testing/index.ts";
import { scriptedServer } from "../support/scripted-server.ts";

function setUp(options: Partial<ConnectionOptions> = {}) {
  const clock = new FakeClock();
  const server = scriptedServer();
  const reconnect = backoff({ min: 1_000, max: 10_000, jitter: 0 });
  const client: Client = new Connection("http://server.test", {
    transport: server.transport,
    clock,
    reconnect,
    ...options,
  });
  const states: StateChange[] = [];
  client.on("state", (change) => states.push(change));
  return { clock, server, client, states };
}

describe("the state", () => {
  it("is idle, connecting, connected, waiting with attempt, delay and reason, and closed", async () => {
    const { clock, server, client, states } = setUp();
    expect(client.state).toBe("idle");
    client.connect();
    await server.open();
    await server.cut("transport close");
    await clock.advance(1_000);
    await server.open();
    client.close();
    const error = expect.any(UpwireError);
    expect(states).toEqual([
      { state: "connecting", attempt: 0 },
      { state: "connected", attempt: 0 },
      { state: "waiting", attempt: 1, delay: 1_000, reason: "transport close", error },
      { state: "connecting", attempt: 1 },
      { state: "connected", attempt: 1 },
      { state: "closed", reason: "io client disconnect", error: undefined },
    ]);
  });

  it("is closed after the first loss when no reconnection was asked for", async () => {
    const { server, client } = setUp({ reconnect: undefined });
    client.connect();
    await server.open();
    await server.cut();
    expect(client.state).toBe("closed");
  });

  it("is closed when the server says that coming back is of no use", async () => {
    const { server, client } = setUp();
    client.connect();
    await server.open();
    await server.cut("transport close", new UpwireError("CONNECTION_LOST", "go away", { cause: { code: 1008 } }));
    expect(client.state).toBe("closed");
  });
});

describe("reconnection", () => {
  it("gives up a link that does not open in time, reports it to the sockets, and tries again", async () => {
    const { clock, server, client } = setUp({ timeout: 5_000 });
    const codes: string[] = [];
    client.of().on("connect_error", (error) => codes.push(error.code));
    await clock.advance(5_000);
    expect([codes, client.state]).toEqual([["TIMEOUT"], "waiting"]);
    await clock.advance(1_000);
    expect([client.state, server.sessions]).toEqual(["connecting", 2]);
  });

  it("joins again the namespaces that were joined, and not those that the server or we have left", async () => {
    const { clock, server, client } = setUp();
    const [, b, c] = [client.of("/a"), client.of("/b"), client.of("/c")];
    await server.open();
    await server.say('0/a,{"sid":"1"}', '0/b,{"sid":"2"}', '0/c,{"sid":"3"}', "1/b,");
    c.disconnect();
    await server.cut();
    await clock.advance(1_000);
    await server.open();
    expect(server.received).toEqual(["40/a,"]);
    b.connect();
    await server.say();
    expect(client.of("/b").active).toBe(true);
  });

  it("is not hurried by a socket's connect(), but by the client's", async () => {
    const { server, client } = setUp();
    const socket = client.of();
    await server.open();
    await server.cut();
    socket.connect();
    expect(client.state).toBe("waiting");
    client.connect();
    expect(client.state).toBe("connecting");
  });

  it("stops when a listener closes the client while it hears of the loss", async () => {
    const { clock, server, client } = setUp();
    const socket = client.of();
    await server.open();
    await server.say('0{"sid":"1"}');
    socket.on("disconnect", () => client.close());
    await server.cut();
    await clock.advance(100_000);
    expect([client.state, server.sessions]).toEqual(["closed", 1]);
  });

  it("follows a packet that is none, after the reason parse error", async () => {
    const { clock, server, client } = setUp();
    const socket = client.of();
    const reasons: unknown[] = [];
    socket.on("disconnect", (reason, error) => reasons.push(reason, error?.code));
    await server.open();
    await server.say('0{"sid":"1"}', "2[");
    expect([reasons, client.state]).toEqual([["parse error", "PARSE_ERROR"], "waiting"]);
    await clock.advance(1_000);
    expect(server.sessions).toBe(2);
  });

  it.each([
    "",
    "9",
    "2",
    "2{}",
    "2[]",
    '2"a"',
    "2[{}]",
    '2["connect"]',
    "51-",
    '2-["e"]',
    "3{}",
    "1{}",
    "4[]",
    '2["e"',
    "20000000000000000000[1]",
  ])("survives %j from the server", async (text) => {
    const { server, client } = setUp();
    client.of();
    await server.open();
    await server.say('0{"sid":"1"}', text);
    expect(client.state).toBe("waiting");
  });

  it("reports a link that falls before the server has let us in", async () => {
    const { server, client } = setUp();
    const codes: string[] = [];
    client.of().on("connect_error", (error) => codes.push(error.code));
    await server.open();
    await server.cut();
    expect(codes).toEqual(["CONNECTION_LOST"]);
  });

  it("carries the server's refusal to the sockets with code, cause and advice", async () => {
    const { server, client } = setUp();
    const errors: UpwireError[] = [];
    client.of().on("connect_error", (error) => errors.push(error));
    const error = new UpwireError("FORBIDDEN", "the server refuses this origin: allow it there", {
      cause: new Error("403"),
    });
    await server.cut("transport error", error);
    expect(errors).toEqual([error]);
  });

  it("sends after it what was emitted during it", async () => {
    const { clock, server, client } = setUp();
    const socket = client.of();
    await server.open();
    await server.say('0{"sid":"1"}');
    await server.cut();
    socket.emit("meanwhile");
    await clock.advance(1_000);
    await server.open();
    await server.say('0{"sid":"2"}');
    expect(server.received).toEqual(["40", '42["meanwhile"]']);
  });
});

describe("inspection", () => {
  it("tells of all layers in order, and of nothing once nobody listens", async () => {
    const { clock, server, client } = setUp();
    const log: string[] = [];
    const stop = inspect(client, (event) => {
      const what = "packet" in event ? `${event.direction} ${event.packet.type}` : "state" in event ? event.state : "";
      log.push(`${event.kind} ${what}`.trim());
    });
    const socket = client.of();
    await server.open();
    await server.say('0{"sid":"1"}');
    socket.emit("e");
    await settled();
    await server.cut();
    await clock.advance(1_000);
    stop();
    const heard = log.length;
    await server.open();
    expect(log).toEqual([
      "state connecting",
      "engine packet in open",
      "open",
      "heartbeat",
      "state connected",
      "socket packet out 0",
      "engine packet out message",
      "engine packet in message",
      "socket packet in 0",
      "socket packet out 2",
      "engine packet out message",
      "close",
      "state waiting",
      "state connecting",
    ]);
    expect(log.length).toBe(heard);
  });
});
