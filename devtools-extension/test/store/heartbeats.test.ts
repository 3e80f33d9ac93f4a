import { describe, expect, it } from "vitest";
import { heartbeatHealth, type Heartbeats } from "../../src/panel/store/heartbeats.ts";
import { HANDSHAKE, Tape } from "./tape.ts";

function heartbeatsOf(tape: Tape): Heartbeats {
  const [connection] = tape.store.connections;
  if (!connection) throw new Error("no connection");
  return connection.heartbeats;
}

const SOCKET_3 = "wss://server.example/socket.io/?EIO=3&transport=websocket";

describe("heartbeats", () => {
  it("expect the server's ping in Engine.IO 4, and tell how long the page took to answer", () => {
    const tape = new Tape();
    const link = tape.socket();
    const opened = tape.at;
    expect(heartbeatsOf(tape)).toMatchObject({ due: opened + 25_000, deadline: opened + 45_000 });
    tape.frame(link, "in", "2", { after: 25_000 });
    tape.frame(link, "out", "3", { after: 7 });
    expect(heartbeatsOf(tape).beats).toEqual([
      { at: opened + 25_000, direction: "in", answeredAt: tape.at, roundTrip: undefined, response: 7, late: 0 },
    ]);
    expect(heartbeatsOf(tape)).toMatchObject({ missed: 0, deadline: opened + 70_000 });
  });

  it("measure the round trip in Engine.IO 3, where the page asks", () => {
    const tape = new Tape();
    const link = tape.socket(SOCKET_3);
    tape.frame(link, "out", "2", { after: 25_000 });
    expect(heartbeatsOf(tape).deadline).toBe(tape.at + HANDSHAKE.pingTimeout);
    tape.frame(link, "in", "3", { after: 31 });
    expect(heartbeatsOf(tape).beats[0]).toMatchObject({ direction: "out", roundTrip: 31 });
    expect(heartbeatsOf(tape).due).toBe(tape.at + HANDSHAKE.pingInterval);
  });

  it("take no probe for a beat", () => {
    const tape = new Tape();
    tape.upgraded();
    expect(heartbeatsOf(tape).count).toBe(0);
  });

  it("count those that never came", () => {
    const tape = new Tape();
    const link = tape.socket();
    tape.frame(link, "in", "2", { after: 25_000 * 3 });
    expect(heartbeatsOf(tape)).toMatchObject({ missed: 2, count: 1 });
    expect(tape.store.hints(tape.at).map(({ code }) => code)).toContain("MISSED_HEARTBEATS");
  });

  it("count the last one when the session ends behind the deadline", () => {
    const tape = new Tape();
    const link = tape.socket();
    tape.add({ kind: "link end", link, code: 1005 }, 45_000);
    expect(heartbeatsOf(tape).missed).toBe(1);
    expect(heartbeatHealth(heartbeatsOf(tape), tape.at).state).toBe("unknown");
  });

  it("are judged by the clock", () => {
    const tape = new Tape();
    tape.socket();
    const health = (after: number): unknown => heartbeatHealth(heartbeatsOf(tape), tape.at + after);
    expect(health(0)).toEqual({ state: "healthy", remaining: 45_000 });
    expect(health(26_000)).toMatchObject({ state: "healthy" });
    expect(health(28_000)).toMatchObject({ state: "late" });
    expect(health(46_000)).toEqual({ state: "expired", remaining: -1_000 });
  });

  it("are kept up to a bound", () => {
    const tape = new Tape();
    const link = tape.socket();
    for (let beat = 0; beat < 2_000; beat++) tape.frame(link, "in", "2", { after: 25_000 });
    expect(heartbeatsOf(tape).beats.length).toBeLessThanOrEqual(500);
    expect(heartbeatsOf(tape).count).toBe(2_000);
  });
});
