import { decodeBase64 } from "@upwire/protocol";
import { describe, expect, it } from "vitest";
import type { Command } from "../../src/bridge/command.ts";
import { argsFromText, argsToText } from "../../src/panel/store/args-text.ts";
import { composeAck, type Composed, composeEvent, injectEvent } from "../../src/panel/store/compose.ts";
import type { Connection } from "../../src/panel/store/connection.ts";
import { resend } from "../../src/panel/store/resend.ts";
import { body, HANDSHAKE, Tape } from "./tape.ts";

const POLLING = "https://server.example/socket.io/?EIO=4&transport=polling";

function connectionOf(tape: Tape): Connection {
  const [connection] = tape.store.connections;
  if (!connection) throw new Error("no connection");
  return connection;
}

function frames(composed: Composed): readonly unknown[] {
  if (!composed.ok || composed.command.do !== "send") throw new Error(`no frames: ${JSON.stringify(composed)}`);
  return composed.command.frames.map((frame) => ("text" in frame ? frame.text : decodeBase64(frame.base64)));
}

function command(composed: Composed): Command {
  if (!composed.ok) throw new Error(composed.message);
  return composed.command;
}

describe("an event to be sent", () => {
  it("goes over the WebSocket of the session as its frames", () => {
    const tape = new Tape();
    const link = tape.upgraded();
    const event = {
      connection: connectionOf(tape),
      namespace: "/admin",
      event: "hello",
      args: [{ a: 1 }, Uint8Array.of(1, 2)],
    };
    const composed = composeEvent(event);
    expect(command(composed)).toMatchObject({ do: "send", link, direction: "out" });
    expect(frames(composed)).toEqual([
      '451-/admin,["hello",{"a":1},{"_placeholder":true,"num":0}]',
      Uint8Array.of(1, 2),
    ]);
  });

  it("has the type byte before binary in Engine.IO 3", () => {
    const tape = new Tape();
    tape.upgraded(3);
    const composed = composeEvent({
      connection: connectionOf(tape),
      namespace: "/",
      event: "b",
      args: [Uint8Array.of(9)],
    });
    expect(frames(composed)).toEqual(['451-["b",{"_placeholder":true,"num":0}]', Uint8Array.of(4, 9)]);
  });

  it.each([
    [4, '451-["b",{"_placeholder":true,"num":0}]\x1ebCQ=='],
    [3, '39:451-["b",{"_placeholder":true,"num":0}]6:b4CQ=='],
  ] as const)("is one body of text over polling in Engine.IO %i", (protocol, expected) => {
    const tape = new Tape();
    const open = `0${JSON.stringify(HANDSHAKE)}`;
    const link = tape.poll(
      POLLING.replace("EIO=4", `EIO=${protocol}`),
      protocol === 4 ? open : `${open.length}:${open}`,
    );
    const composed = composeEvent({
      connection: connectionOf(tape),
      namespace: "/",
      event: "b",
      args: [Uint8Array.of(9)],
    });
    expect(command(composed)).toMatchObject({ link });
    expect(frames(composed)).toEqual([expected]);
  });

  it("asks for acknowledgements under ids that no page gets to, each under its own", () => {
    const tape = new Tape();
    const link = tape.socket();
    const event = { connection: connectionOf(tape), namespace: "/", event: "ask", args: [], ack: true };
    const ids = [composeEvent(event), composeEvent(event)].map((composed) =>
      composed.ok ? Number(composed.ackId) : 0,
    );
    expect(Number.isSafeInteger(ids[0]) && Number(ids[0]) >= 8e15).toBe(true);
    expect(ids[1]).not.toBe(ids[0]);
    tape.frame(link, "out", `42${ids[0]}["ask"]`, { fault: "injected" });
    tape.frame(link, "in", `43${ids[0]}["yes"]`);
    expect(tape.store.rows.at(-1)?.pair?.event).toBe("ask");
  });

  it.each([
    ["BAD_NAMESPACE", { namespace: "admin" }],
    ["BAD_NAMESPACE", { namespace: "/a,b" }],
    ["BAD_EVENT", { event: "" }],
    ["BAD_EVENT", { event: "disconnect" }],
    ["BAD_DATA", { args: [1n] }],
    ["BAD_DATA", { args: [{ _placeholder: true, num: 0 }, Uint8Array.of(1)] }],
  ])("is refused with %s for %o", (code, change) => {
    const tape = new Tape();
    tape.socket();
    expect(
      composeEvent({ connection: connectionOf(tape), namespace: "/", event: "a", args: [], ...change }),
    ).toMatchObject({ ok: false, code });
  });

  it("is refused while the connection is closed", () => {
    const tape = new Tape();
    tape.add({ kind: "link end", link: tape.socket(), code: 1006 });
    expect(composeEvent({ connection: connectionOf(tape), namespace: "/", event: "a", args: [] })).toMatchObject({
      code: "NOT_OPEN",
    });
  });

  it("is the client's own to send where its wire is out of reach", () => {
    const tape = new Tape();
    tape.add({ kind: "client", client: "w", realm: "worker", url: "https://server.example", tapped: false });
    tape.add({
      kind: "inspection",
      client: "w",
      event: { at: tape.at, kind: "open", sid: "s", transport: "websocket", protocol: 4 },
    });
    const event = { connection: connectionOf(tape), namespace: "/", event: "a", args: [1] };
    expect(command(composeEvent(event))).toEqual({ do: "emit", client: "w", namespace: "/", args: ["a", 1] });
    expect(composeEvent({ ...event, args: [{ deep: [Uint8Array.of(1)] }] })).toMatchObject({ code: "NOT_POSSIBLE" });
    expect(composeEvent({ ...event, ack: true })).toMatchObject({ code: "NOT_POSSIBLE" });
    expect(injectEvent(event)).toMatchObject({ code: "NOT_POSSIBLE" });
  });

  it("can be made up as the server's, and answered", () => {
    const tape = new Tape();
    tape.socket();
    const connection = connectionOf(tape);
    const injected = injectEvent({ connection, namespace: "/", event: "news", args: ["x"] });
    expect(command(injected)).toMatchObject({ direction: "in" });
    expect(frames(injected)).toEqual(['42["news","x"]']);
    expect(frames(composeAck(connection, "out", { namespace: "/", id: 7, args: [1] }))).toEqual(["437[1]"]);
  });
});

describe("a row sent again", () => {
  it("goes the same way, with its attachments, and asks under a new id", () => {
    const tape = new Tape();
    const link = tape.socket();
    tape.frame(link, "out", '451-3["file",{"_placeholder":true,"num":0}]');
    tape.frame(link, "out", Uint8Array.of(5));
    const row = tape.store.rows.at(-1);
    if (!row) throw new Error("no row");
    const [text, attachment] = frames(resend(row));
    expect(text).toMatch(/^451-8\d{15}\["file",\{"_placeholder":true,"num":0\}\]$/);
    expect(attachment).toEqual(Uint8Array.of(5));
  });

  it("is delivered to the page where it came from the server", () => {
    const tape = new Tape();
    const link = tape.socket();
    tape.frame(link, "in", "43/admin,1[2]");
    const row = tape.store.rows.at(-1);
    if (!row) throw new Error("no row");
    expect(command(resend(row))).toMatchObject({ direction: "in" });
    expect(frames(resend(row))).toEqual(["43/admin,1[2]"]);
  });

  it("must be whole, and a packet", () => {
    const tape = new Tape();
    const link = tape.socket();
    const [note] = tape.store.rows;
    tape.frame(link, "out", body('42["x","yyyyyyyyyyyy"]', 10));
    const cut = tape.store.rows.at(-1);
    tape.frame(link, "out", "42{");
    const broken = tape.store.rows.at(-1);
    if (!note || !cut || !broken) throw new Error("no rows");
    expect([note, cut, broken].map((row) => resend(row))).toMatchObject([
      { code: "NOT_POSSIBLE" },
      { code: "CUT" },
      { code: "BAD_DATA" },
    ]);
  });
});

describe("arguments as text", () => {
  it("are the same when read again, bytes too", () => {
    const args = [1, "x", { bytes: Uint8Array.of(1, 2, 3), list: [Uint8Array.of()] }];
    expect(argsFromText(argsToText(args))).toEqual({ ok: true, args });
  });

  it("may be one value, or none", () => {
    expect(argsFromText(" ")).toEqual({ ok: true, args: [] });
    expect(argsFromText('{"a":1}')).toEqual({ ok: true, args: [{ a: 1 }] });
  });

  it.each(["{", '[{"$base64":"*"}]'])("tell what is wrong with %s", (text) => {
    expect(argsFromText(text)).toMatchObject({ ok: false });
  });
});
