import { describe, expect, it, vi } from "vitest";
import { engineUrl } from "../../src/engine-url.ts";
import { UpwireError } from "../../src/errors.ts";
import { newSession } from "./new-session.ts";
import { FakeClock, MemoryLink, settled } from "../../src/testing/index.ts";
import type { TransportContext, TransportEvents } from "../../src/transport.ts";
import { polling } from "../../src/transports/polling.ts";
import { openedSession } from "./opened-session.ts";

describe("Session", () => {
  it("opens with the handshake and delivers messages in order", async () => {
    const { session, peer, told } = await openedSession(new MemoryLink(), { handshake: { sid: "abc" } });
    peer.message("one");
    peer.message(new Uint8Array([2]).buffer);
    peer.send({ type: "message" });
    peer.send({ type: "noop" });
    expect(session.handshake?.sid).toBe("abc");
    expect(told).toEqual([
      ["open", "abc"],
      ["message", "one"],
      ["message", new Uint8Array([2]).buffer],
      ["message", ""],
    ]);
  });

  it("sends nothing before it is open", async () => {
    const link = new MemoryLink();
    const session = newSession(engineUrl("http://server"), { transport: link.transport, clock: new FakeClock() });
    expect(session.send("early")).toBeUndefined();
    const peer = await link.accept();
    peer.handshake();
    await session.send("late");
    expect(peer.received).toEqual([{ type: "message", data: "late" }]);
  });

  it("says when what is sent has left", async () => {
    const { session, peer } = await openedSession(new MemoryLink());
    const release = peer.hold();
    const left = vi.fn();
    void session.send("first");
    void Promise.resolve(session.send("second")).then(left);
    await settled();
    expect([peer.received.length, session.writable, session.transport.buffered]).toEqual([0, false, 2]);
    expect(left).not.toHaveBeenCalled();
    release();
    await settled();
    expect(peer.received.map(({ data }) => data)).toEqual(["first", "second"]);
    expect(left).toHaveBeenCalledTimes(1);
    expect(session.writable).toBe(true);
  });

  it("sends what is queued and says goodbye before it closes", async () => {
    const { session, peer, told, clock } = await openedSession(new MemoryLink());
    void session.send("last words");
    void session.close();
    void session.send("too late");
    expect(session.state).toBe("closing");
    await settled();
    expect(peer.received).toEqual([{ type: "message", data: "last words" }, { type: "close" }]);
    expect(told.at(-1)).toEqual(["close", "forced close"]);
    expect([session.state, peer.closed, clock.pending]).toEqual(["closed", true, 0]);
  });

  it("closes at once while opening", async () => {
    const link = new MemoryLink();
    const clock = new FakeClock();
    const told: unknown[] = [];
    const session = newSession(
      engineUrl("http://server"),
      { transport: link.transport, clock },
      { ended: (reason, error) => told.push(reason, error) },
    );
    void session.close();
    expect(told).toEqual(["forced close", undefined]);
    expect([link.peers[0]?.closed, clock.pending]).toEqual([true, 0]);
  });

  it("gives up a goodbye that never leaves when the heartbeat is overdue", async () => {
    const { session, peer, clock, told } = await openedSession(new MemoryLink());
    peer.hold();
    void session.close();
    await clock.advance(500);
    expect(told.at(-1)).toEqual(["close", "ping timeout"]);
  });

  it("ends with transport close when the server closes, and says so once", async () => {
    const { session, peer, told } = await openedSession(new MemoryLink());
    peer.send({ type: "close" });
    void session.close();
    await settled();
    expect(told.slice(1)).toEqual([["close", "transport close"]]);
  });

  it("hands on why the transport ended", async () => {
    const { peer, told } = await openedSession(new MemoryLink());
    peer.fail("transport error", new UpwireError("CONNECTION_LOST", "cable cut"));
    expect(told.at(-1)).toEqual(["close", "transport error", "CONNECTION_LOST"]);
  });

  it("ends instead of stalling when a message cannot be read", async () => {
    const closed = vi.fn();
    const fetch = async () => new Response('0{"sid":"abc","pingInterval":25000,"pingTimeout":20000}');
    const detached = new ArrayBuffer(8);
    structuredClone(detached, { transfer: [detached] });
    const session = newSession(
      engineUrl("http://server"),
      { transport: polling({ fetch }), clock: new FakeClock() },
      { opened: () => void session.send(detached), ended: (reason, error) => closed(reason, error) },
    );
    await vi.waitFor(() => expect(closed).toHaveBeenCalled(), { timeout: 15_000 });
    expect(closed).toHaveBeenCalledWith(
      "transport error",
      expect.objectContaining({ code: "BAD_DATA", cause: expect.any(TypeError) }),
    );
  });

  it("ends with BAD_DATA for text that would be two packets in a polling body", async () => {
    const fetch = async () => new Response('0{"sid":"abc","pingInterval":25000,"pingTimeout":20000}');
    const closed = vi.fn();
    const session = newSession(
      engineUrl("http://server"),
      { transport: polling({ fetch }), clock: new FakeClock() },
      { opened: () => void session.send("a\u001eb"), ended: (reason, error) => closed(reason, error) },
    );
    await vi.waitFor(() => expect(closed).toHaveBeenCalled(), { timeout: 15_000 });
    expect(closed).toHaveBeenCalledWith("transport error", expect.objectContaining({ code: "BAD_DATA" }));
  });

  it("still counts what was not sent while close is reported", async () => {
    const link = new MemoryLink();
    let left: number | undefined;
    const { session, peer } = await openedSession(link, {
      handlers: { ended: () => (left = session.transport.buffered) },
    });
    peer.hold();
    void session.send("waiting");
    peer.fail("transport error", new UpwireError("CONNECTION_LOST", "cable cut"));
    expect(left).toBe(1);
  });

  it.each([{ sid: "" }, { pingInterval: 0 }, { pingInterval: -1 }, { pingTimeout: 1e12 }])(
    "refuses a handshake with %o",
    async (handshake) => {
      const { told } = await openedSession(new MemoryLink(), { handshake });
      expect(told).toEqual([["close", "parse error", "BAD_HANDSHAKE"]]);
    },
  );

  it("takes only an open packet for a handshake", async () => {
    const link = new MemoryLink();
    const closed = vi.fn();
    newSession(
      engineUrl("http://server"),
      { transport: link.transport, clock: new FakeClock() },
      { ended: (reason, error) => closed(reason, error) },
    );
    (await link.accept()).message("hello");
    expect(closed).toHaveBeenCalledWith(
      "parse error",
      expect.objectContaining({ code: "BAD_HANDSHAKE", cause: expect.any(SyntaxError) }),
    );
  });

  it("makes the address of the path and the query", () => {
    let context: TransportContext | undefined;
    const link = new MemoryLink();
    const transport = {
      name: "memory",
      open: (given: TransportContext, events: TransportEvents) => link.transport.open((context = given), events),
    };
    newSession(engineUrl("ws://server:81/room?old=1", "/socket.io/", { token: "a b" }), { transport });
    expect(context?.url.href).toBe("ws://server:81/socket.io/?token=a+b");
    newSession(engineUrl("http://server/?old=1"), { transport });
    expect(context?.url.href).toBe("http://server/engine.io/?old=1");
  });

  it("throws for an address that is none", () => {
    expect(() => engineUrl("nonsense")).toThrow(TypeError);
  });
});

describe("inspection", () => {
  it("reports packets both ways, opening and closing", async () => {
    const { session, peer, inspected } = await openedSession(new MemoryLink());
    peer.message("in");
    void session.send("out");
    void session.close();
    await settled();
    expect(inspected.map(({ at: _, ...event }) => event)).toEqual([
      {
        kind: "engine packet",
        direction: "in",
        transport: "memory",
        packet: expect.objectContaining({ type: "open" }),
      },
      { kind: "open", sid: "memory", transport: "memory", protocol: 4 },
      { kind: "heartbeat", direction: "in", deadline: 500 },
      { kind: "engine packet", direction: "in", transport: "memory", packet: { type: "message", data: "in" } },
      { kind: "engine packet", direction: "out", transport: "memory", packet: { type: "message", data: "out" } },
      { kind: "engine packet", direction: "out", transport: "memory", packet: { type: "close" } },
      { kind: "close", reason: "forced close" },
    ]);
  });
});
