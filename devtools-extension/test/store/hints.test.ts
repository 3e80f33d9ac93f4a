import { describe, expect, it } from "vitest";
import type { Hint, HintCode } from "../../src/panel/store/hint.ts";
import { HANDSHAKE, Tape } from "./tape.ts";

const POLLING = "https://server.example/socket.io/?EIO=4&transport=polling";

function hint(tape: Tape, code: HintCode, after = 0): Hint | undefined {
  return tape.store.hints(tape.at + after).find((candidate) => candidate.code === code);
}

function open(tape: Tape): void {
  tape.poll(POLLING, `0${JSON.stringify(HANDSHAKE)}`);
}

describe("hints", () => {
  it("say that a session stays on polling, once it had time to move, and that it was not tried", () => {
    const tape = new Tape();
    open(tape);
    expect(hint(tape, "STUCK_ON_POLLING", 5_000)).toBeUndefined();
    expect(hint(tape, "STUCK_ON_POLLING", 11_000)?.explanation).toContain("The client has not tried to move");
  });

  it("say at once why the WebSocket failed, with the row that shows it", () => {
    const tape = new Tape();
    open(tape);
    const link = tape.link(
      "websocket",
      `wss://server.example/socket.io/?EIO=4&transport=websocket&sid=${HANDSHAKE.sid}`,
    );
    tape.add({ kind: "link end", link, code: 1006 });
    const found = hint(tape, "STUCK_ON_POLLING");
    expect(found?.explanation).toContain("did not open (close code 1006)");
    expect(found?.evidence.map((number) => tape.store.row(number)?.note)).toEqual(["close"]);
  });

  it("name the session that the server does not know", () => {
    const tape = new Tape();
    open(tape);
    tape.refuse(`${POLLING}&sid=${HANDSHAKE.sid}`, 400, '{"code":1,"message":"Session ID unknown"}');
    expect(hint(tape, "UNKNOWN_SESSION")).toMatchObject({ severity: "error", connection: "c1", count: 1 });
    expect(tape.store.connections[0]?.reason).toBe("polling failed: HTTP 400: Session ID unknown");
    expect(tape.store.rows.at(-1)).toMatchObject({ note: "failure", problem: { code: "HTTP_400" } });
  });

  it.each<[HintCode, number, string]>([
    ["WRONG_PATH", 404, "Cannot GET /socket.io/"],
    ["FORBIDDEN", 403, '{"code":4,"message":"Forbidden"}'],
    ["FORBIDDEN", 401, ""],
    ["VERSION_MISMATCH", 400, '{"code":5,"message":"Unsupported protocol version"}'],
    ["TOO_LARGE", 413, ""],
  ])("find %s in a request that is answered %i", (code, status, answer) => {
    const tape = new Tape();
    tape.refuse(POLLING, status, answer);
    expect(hint(tape, code)?.evidence).toEqual([tape.store.rows.at(-1)?.number]);
  });

  it("suspect CORS where a request to another origin ends without an answer", () => {
    const tape = new Tape();
    tape.add({ kind: "link end", link: tape.link("polling", POLLING, "GET"), error: "Failed to fetch" });
    expect(hint(tape, "CORS_REFUSED")?.explanation).toContain("https://page.example/");
  });

  it("do not suspect CORS within an origin", () => {
    const tape = new Tape();
    const link = tape.link("polling", "https://page.example/socket.io/?EIO=4&transport=polling", "GET");
    tape.add({ kind: "link end", link, error: "Failed to fetch" });
    expect(tape.store.hints(tape.at)).toEqual([]);
  });

  it("find mixed content, but not towards this machine", () => {
    const tape = new Tape();
    tape.add({
      kind: "link end",
      link: tape.link("websocket", "ws://server.example/socket.io/?EIO=4"),
      error: "insecure",
    });
    expect(hint(tape, "MIXED_CONTENT")?.explanation).toContain("ws://server.example");
    const local = new Tape();
    local.add({
      kind: "link end",
      link: local.link("websocket", "ws://localhost:3000/socket.io/?EIO=4"),
      error: "refused",
    });
    expect(hint(local, "MIXED_CONTENT")).toBeUndefined();
  });

  it("tell of a WebSocket that did not open, of which the browser says nothing", () => {
    const tape = new Tape();
    const link = tape.link("websocket", "wss://server.example/wrong/?EIO=4&transport=websocket");
    tape.add({ kind: "link end", link, code: 1006, reason: "" });
    expect(hint(tape, "WEBSOCKET_REFUSED")?.evidence).toEqual([tape.store.rows.at(-1)?.number]);
    expect(tape.store.connections).toMatchObject([{ state: "failed" }]);
  });

  it("find a client of the wrong generation in what the server answers", () => {
    const tape = new Tape();
    const link = tape.link("polling", POLLING, "GET");
    tape.add({ kind: "link open", link, status: 200 });
    const packet = `0${JSON.stringify(HANDSHAKE)}`;
    tape.frame(link, "in", `${packet.length}:${packet}2:40`);
    expect(hint(tape, "VERSION_MISMATCH")?.explanation).toContain("the server answered as Engine.IO 3");
  });

  it("find messages beyond what the server takes", () => {
    const tape = new Tape();
    const link = tape.socket(undefined, { ...HANDSHAKE, maxPayload: 100 });
    tape.frame(link, "out", `42["x","${"x".repeat(200)}"]`);
    expect(hint(tape, "TOO_LARGE")?.explanation).toContain("the server takes 100");
    const other = new Tape();
    other.add({ kind: "link end", link: other.socket(), code: 1009 });
    expect(hint(other, "TOO_LARGE")).toBeDefined();
  });

  it("find floods of messages", () => {
    const tape = new Tape();
    const link = tape.socket();
    for (let count = 0; count < 1_200; count++) tape.frame(link, "in", '42["tick"]', { after: 0.1 });
    expect(hint(tape, "EVENT_FLOOD")).toMatchObject({ severity: "warning", count: 1 });
  });

  it("tell of a namespace that is refused", () => {
    const tape = new Tape();
    const link = tape.socket();
    tape.frame(link, "in", '44/admin,{"message":"Not authorized"}');
    expect(hint(tape, "NAMESPACE_REFUSED")?.explanation).toContain("/admin was refused: “Not authorized”");
  });

  it("are the same one when seen again, with the newest evidence", () => {
    const tape = new Tape();
    const link = tape.socket();
    for (let count = 0; count < 50; count++) tape.frame(link, "in", "42{");
    const found = hint(tape, "UNREADABLE_PACKETS");
    expect(found?.count).toBe(50);
    expect(found?.evidence).toHaveLength(20);
    expect(found?.evidence.at(-1)).toBe(tape.store.rows.at(-1)?.number);
  });

  it("are none where all is well", () => {
    const tape = new Tape();
    const link = tape.upgraded();
    tape.frame(link, "out", "40");
    tape.frame(link, "in", '40{"sid":"a"}');
    tape.frame(link, "in", "2", { after: 25_000 });
    tape.frame(link, "out", "3");
    tape.frame(link, "out", "41");
    tape.add({ kind: "link end", link, code: 1005 });
    expect(tape.store.hints(tape.at + 60_000)).toEqual([]);
  });
});
