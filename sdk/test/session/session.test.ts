import type { EnginePacket } from "@upwire/protocol";
import { describe, expect, it, vi } from "vitest";
import { engineUrl } from "../../src/engine-url.ts";
import { UpwireError } from "../../src/errors.ts";
import { Session } from "../../src/session.ts";
import { FakeClock, MemoryLink, settled } from "../../src/testing/index.ts";
import type { TransportContext, TransportFactory } from "../../src/transport.ts";
import { fitting } from "../../src/transports/fitting.ts";
import { polling } from "../../src/transports/polling.ts";
import { openedSession } from "./opened-session.ts";

/** A transport that opens at once and cannot read what it is to send. */
function throwing(): TransportFactory {
  const link = new MemoryLink();
  return {
    name: "memory",
    open(context) {
      const transport = link.transport.open(context);
      void link.accept().then((peer) => peer.handshake());
      return {
        ...transport,
        send() {
          throw new TypeError("detached");
        },
      };
    },
  };
}

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

  it("keeps what is sent while opening and sends it first", async () => {
    const link = new MemoryLink();
    const session = new Session(engineUrl("http://server"), { transport: link.transport, clock: new FakeClock() }, {});
    session.send("early");
    const peer = await link.accept();
    await settled();
    expect(peer.received).toEqual([]);
    expect(session.queue.length).toBe(1);
    peer.handshake();
    session.send("late");
    await settled();
    expect(peer.received).toEqual([
      { type: "message", data: "early" },
      { type: "message", data: "late" },
    ]);
  });

  it("sends one batch at a time, and says when all has left", async () => {
    const drained = vi.fn();
    const { session, peer } = await openedSession(new MemoryLink(), { handlers: { drained } });
    const release = peer.hold();
    session.send("first");
    await settled();
    session.send("second");
    await settled();
    expect([peer.received.length, session.writable, session.queue.length]).toEqual([0, false, 1]);
    expect(drained).not.toHaveBeenCalled();
    release();
    await settled();
    expect(peer.received.map(({ data }) => data)).toEqual(["first", "second"]);
    expect(drained).toHaveBeenCalledTimes(1);
    expect(session.writable).toBe(true);
  });

  it("sends what is queued and says goodbye before it closes", async () => {
    const { session, peer, told, clock } = await openedSession(new MemoryLink());
    session.send("last words");
    session.close();
    session.send("too late");
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
    const session = new Session(
      engineUrl("http://server"),
      { transport: link.transport, clock },
      { ended: (reason, error) => told.push(reason, error) },
    );
    session.close();
    expect(told).toEqual(["forced close", undefined]);
    expect([link.peers[0]?.closed, clock.pending]).toEqual([true, 0]);
  });

  it("gives up a goodbye that never leaves when the heartbeat is overdue", async () => {
    const { session, peer, clock, told } = await openedSession(new MemoryLink());
    peer.hold();
    session.close();
    await clock.advance(500);
    expect(told.at(-1)).toEqual(["close", "ping timeout"]);
  });

  it("ends with transport close when the server closes, and says so once", async () => {
    const { session, peer, told } = await openedSession(new MemoryLink());
    peer.send({ type: "close" });
    session.close();
    await settled();
    expect(told.slice(1)).toEqual([["close", "transport close"]]);
  });

  it("hands on why the transport ended", async () => {
    const { peer, told } = await openedSession(new MemoryLink());
    peer.fail("transport error", new UpwireError("CONNECTION_LOST", "cable cut"));
    expect(told.at(-1)).toEqual(["close", "transport error", "CONNECTION_LOST"]);
  });

  it.each([
    [
      "polling",
      polling({ fetch: async () => new Response('0{"sid":"abc","pingInterval":25000,"pingTimeout":20000}') }),
    ],
    ["memory", throwing()],
  ])("ends instead of stalling when a message cannot be read, over %s", async (_, transport) => {
    const closed = vi.fn();
    const session = new Session(
      engineUrl("http://server"),
      { transport, clock: new FakeClock() },
      { ended: (reason, error) => closed(reason, error) },
    );
    const detached = new ArrayBuffer(8);
    structuredClone(detached, { transfer: [detached] });
    session.send(detached);
    await vi.waitFor(() => expect(closed).toHaveBeenCalled(), { timeout: 15_000 });
    expect(closed).toHaveBeenCalledWith(
      "transport error",
      expect.objectContaining({ code: "BAD_DATA", cause: expect.any(TypeError) }),
    );
  });

  it("ends with BAD_DATA for text that would be two packets in a polling body", async () => {
    const fetch = async () => new Response('0{"sid":"abc","pingInterval":25000,"pingTimeout":20000}');
    const closed = vi.fn();
    const session = new Session(
      engineUrl("http://server"),
      { transport: polling({ fetch }), clock: new FakeClock() },
      { ended: (reason, error) => closed(reason, error) },
    );
    session.send("a\u001eb");
    await vi.waitFor(() => expect(closed).toHaveBeenCalled(), { timeout: 15_000 });
    expect(closed).toHaveBeenCalledWith("transport error", expect.objectContaining({ code: "BAD_DATA" }));
  });

  it("sends the goodbye alone in a polling body, when all that was queued has left", async () => {
    const batches: unknown[] = [];
    const link = new MemoryLink();
    const transport = {
      name: "memory",
      open(context: TransportContext) {
        const opened = link.transport.open(context);
        return {
          ...opened,
          fits: (packets: readonly EnginePacket[]) => fitting(packets, Infinity),
          send: (packets: readonly unknown[]) => void batches.push([...packets]),
        };
      },
    };
    const { session } = await openedSession(link, { transport });
    session.send("last words");
    session.close();
    await settled();
    expect(batches).toEqual([[{ type: "message", data: "last words" }], [{ type: "close" }]]);
  });

  it("still counts what was not sent while close is reported", async () => {
    const link = new MemoryLink();
    let left = -1;
    const { session, peer } = await openedSession(link, { handlers: { ended: () => (left = session.queue.length) } });
    peer.hold();
    session.send("in flight");
    await settled();
    session.send("waiting");
    peer.fail("transport error", new UpwireError("CONNECTION_LOST", "cable cut"));
    expect([left, session.queue.length]).toEqual([1, 0]);
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
    new Session(
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
    const transport = { name: "memory", open: (given: TransportContext) => link.transport.open((context = given)) };
    new Session(engineUrl("ws://server:81/room?old=1", "/socket.io/", { token: "a b" }), { transport }, {});
    expect(context?.url.href).toBe("ws://server:81/socket.io/?token=a+b");
    new Session(engineUrl("http://server/?old=1"), { transport }, {});
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
    session.send("out");
    session.close();
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
