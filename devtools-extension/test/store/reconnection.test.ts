import { describe, expect, it } from "vitest";
import { HANDSHAKE, Tape } from "./tape.ts";

const SOCKET = "wss://server.example/socket.io/?EIO=4&transport=websocket";

describe("reconnections", () => {
  it("are seen on the wire: the loss, the attempts with their delays, and the return", () => {
    const tape = new Tape();
    const link = tape.socket();
    tape.frame(link, "in", '40{"sid":"same","pid":"p"}');
    tape.add({ kind: "link end", link, code: 1006 });
    const lost = tape.at;
    const failed = tape.at + 1_000;
    tape.at += 999;
    tape.add({ kind: "link end", link: tape.link("websocket", SOCKET), code: 1006 }, 10);
    tape.at += 1_999;
    const back = tape.socket(SOCKET, { ...HANDSHAKE, sid: "second" });
    tape.frame(back, "in", '40{"sid":"same","pid":"p"}');
    const [outage, ...others] = tape.store.connections.at(-1)?.reconnection.outages ?? [];
    expect(others).toEqual([]);
    expect(outage).toMatchObject({
      at: lost,
      reason: "WebSocket closed 1006",
      recovered: true,
      before: HANDSHAKE.sid,
      after: "second",
    });
    expect(outage?.attempts).toMatchObject([
      { number: 1, at: failed, delay: 1_000, succeeded: false, reason: "WebSocket closed 1006" },
      { number: 2, delay: 2_000, succeeded: true },
    ]);
  });

  it("tell that the server did not recover the session", () => {
    const tape = new Tape();
    const link = tape.socket();
    tape.frame(link, "in", '40{"sid":"old"}');
    tape.add({ kind: "link end", link, code: 1006 });
    tape.frame(tape.socket(SOCKET, { ...HANDSHAKE, sid: "second" }), "in", '40{"sid":"new"}');
    expect(tape.store.connections.at(-1)?.reconnection.outages).toMatchObject([{ recovered: false }]);
  });

  it("are none where the page or the server closed on purpose", () => {
    const tape = new Tape();
    const link = tape.socket();
    tape.frame(link, "out", "40");
    tape.frame(link, "out", "41");
    tape.add({ kind: "link end", link, code: 1005 });
    tape.socket(SOCKET, { ...HANDSHAKE, sid: "second" });
    expect(tape.store.connections.map(({ reconnection }) => reconnection.count)).toEqual([0, 0]);
  });

  it("come from the client with the delay it announced, where there is one", () => {
    const tape = new Tape();
    tape.add({ kind: "client", client: "a", realm: "shared worker", url: "https://server.example", tapped: false });
    const say = (event: object): void => {
      // True because the fields are those of the two kinds of event below.
      tape.add({ kind: "inspection", client: "a", event: { at: tape.at, ...event } as never });
    };
    say({ kind: "state", state: "connecting", attempt: 0 });
    say({ kind: "open", sid: "one", transport: "websocket", protocol: 4 });
    say({ kind: "state", state: "connected", attempt: 0 });
    say({ kind: "close", reason: "transport close" });
    say({ kind: "state", state: "waiting", reason: "transport close", attempt: 1, delay: 734 });
    expect(tape.store.connections.at(-1)?.state).toBe("waiting");
    say({ kind: "state", state: "connecting", attempt: 1 });
    say({ kind: "open", sid: "two", transport: "websocket", protocol: 4 });
    say({ kind: "state", state: "connected", attempt: 1 });
    const { reconnection } = tape.store.clients[0] ?? {};
    expect(reconnection?.outages).toMatchObject([
      {
        reason: "transport close",
        before: "one",
        after: "two",
        attempts: [{ number: 1, delay: 734, succeeded: true }],
      },
    ]);
    expect(tape.store.connections.at(-1)?.reconnection).toBe(reconnection);
  });

  it("are called a loop when there are many within a minute", () => {
    const tape = new Tape();
    for (let round = 0; round < 5; round++) {
      const link = tape.socket(SOCKET, { ...HANDSHAKE, sid: `sid-${round}` });
      tape.add({ kind: "link end", link, code: 1006 }, 1_000);
    }
    expect(tape.store.hints(tape.at).map(({ code }) => code)).toContain("RECONNECT_LOOP");
  });
});
