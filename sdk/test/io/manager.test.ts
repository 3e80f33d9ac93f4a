import { describe, expect, it, vi } from "vitest";
import { Manager, type ManagerOptions, type SocketOptions } from "../../src/index.ts";
import { UpwireError } from "../../src/errors.ts";
import { FakeClock, settled } from "../../src/testing/index.ts";
import { scriptedServer } from "../support/scripted-server.ts";

function setUp(options: ManagerOptions = {}) {
  const clock = new FakeClock();
  const server = scriptedServer();
  const manager = new Manager("http://server.test", {
    transports: [server.transport],
    randomizationFactor: 0,
    autoConnect: false,
    clock,
    ...options,
  });
  const log: unknown[] = [];
  for (const name of [
    "open",
    "close",
    "error",
    "reconnect_attempt",
    "reconnect",
    "reconnect_error",
    "reconnect_failed",
    "ping",
  ] as const) {
    manager.on(name, (...args: unknown[]) =>
      log.push([name, ...args.map((arg) => (arg instanceof Error ? arg.message : arg))]),
    );
  }
  return { clock, server, manager, log };
}

async function joined(options: SocketOptions = {}, managerOptions: ManagerOptions = {}) {
  const parts = setUp(managerOptions);
  const socket = parts.manager.socket("/", options);
  socket.connect();
  await parts.server.open();
  await parts.server.say('0{"sid":"1"}');
  parts.server.received.length = 0;
  return { ...parts, socket };
}

describe("a manager", () => {
  it("tells of opening, losing, attempts and success", async () => {
    const { clock, server, manager, log } = setUp();
    manager.open();
    await server.open();
    await server.cut();
    await clock.advance(1_000);
    await server.cut("transport error");
    await clock.advance(2_000);
    await server.open();
    expect(log).toEqual([
      ["open"],
      ["close", "transport close", "cut by the test"],
      ["reconnect_attempt", 1],
      ["error", "cut by the test"],
      ["reconnect_error", "cut by the test"],
      ["reconnect_attempt", 2],
      ["open"],
      ["reconnect", 2],
    ]);
  });

  it("gives up after reconnectionAttempts", async () => {
    const { clock, server, manager, log } = setUp({ reconnectionAttempts: 1 });
    manager.open();
    await server.cut("transport error");
    await clock.advance(1_000);
    await server.cut("transport error");
    expect(log.at(-1)).toEqual(["reconnect_failed"]);
    expect(manager.state).toBe("closed");
  });

  it("tells the close code and the event of a WebSocket that was closed", async () => {
    const { server, socket } = await joined();
    const details = new Promise<UpwireError | undefined>((resolve) =>
      socket.on("disconnect", (_, why) => resolve(why)),
    );
    const event = { code: 4000, reason: "moved", wasClean: true };
    await server.cut("transport close", new UpwireError("CONNECTION_LOST", "closed", { cause: event }));
    expect(await details).toMatchObject({ message: "closed", description: 4000, context: event });
  });

  it("does not reconnect when it was told not to, before or after", async () => {
    const { clock, server, manager, log } = setUp({ reconnection: false });
    manager.open();
    await server.open();
    await server.cut();
    await clock.advance(100_000);
    expect([server.sessions, log]).toEqual([1, [["open"], ["close", "transport close", "cut by the test"]]]);
    manager.reconnection(true).open();
    await server.open();
    await server.cut();
    expect(manager.state).toBe("waiting");
  });

  it("has all settings as functions, which answer or set and can be chained", () => {
    const { manager } = setUp({ reconnectionDelay: 1, reconnectionDelayMax: 2, reconnectionAttempts: 4, timeout: 5 });
    const read = (): unknown[] => [
      manager.reconnectionDelay(),
      manager.reconnectionDelayMax(),
      manager.randomizationFactor(),
      manager.reconnectionAttempts(),
      manager.timeout(),
      manager.reconnection(),
    ];
    expect(read()).toEqual([1, 2, 0, 4, 5, true]);
    manager
      .reconnectionDelay(10)
      .reconnectionDelayMax(20)
      .randomizationFactor(0.3)
      .reconnectionAttempts(40)
      .timeout(false)
      .reconnection(false);
    expect(read()).toEqual([10, 20, 0.3, 40, false, false]);
  });

  it("uses a new delay for the next wait", async () => {
    const { clock, server, manager } = setUp({ reconnectionDelay: 4_000 });
    manager.reconnectionDelay(100).open();
    await server.open();
    await server.cut();
    await clock.advance(100);
    expect(server.sessions).toBe(2);
  });

  it("takes options that a reconnect_attempt listener has changed", async () => {
    const { clock, server, manager } = setUp({ query: { token: "old" } });
    manager.on("reconnect_attempt", () => {
      manager.opts.query = { token: "new" };
    });
    manager.open();
    expect(server.url.search).toContain("token=old");
    await server.cut();
    await clock.advance(1_000);
    expect(server.url.search).toContain("token=new");
  });

  it("stops when a reconnect_attempt listener closes it", async () => {
    const { clock, server, manager } = setUp();
    manager.on("reconnect_attempt", () => manager.close());
    manager.open();
    await server.cut();
    await clock.advance(1_000);
    expect([manager.state, server.sessions]).toEqual(["closed", 1]);
  });

  it("tells the callback of open how it went, and then does not try again by itself", async () => {
    const { server, manager } = setUp();
    const outcomes: unknown[] = [];
    manager.open((error) => outcomes.push(error?.message));
    await server.cut();
    expect([outcomes, manager.state]).toEqual([["cut by the test"], "closed"]);
    manager.open((error) => outcomes.push(error));
    await server.open();
    expect(outcomes).toEqual(["cut by the test", undefined]);
  });

  it("tells of heartbeats and packets to those who listen", async () => {
    const { server, manager, log } = setUp();
    const packets: unknown[] = [];
    manager.on("packet", (packet) => packets.push(packet.data));
    manager.open();
    await server.open();
    await server.say('2["e",1]');
    await server.ping();
    expect([packets, log]).toEqual([[["e", 1]], [["open"], ["ping"]]]);
  });

  it("asks at the path of the options, with or without the trailing slash", async () => {
    for (const [options, path] of [
      [{}, "/socket.io/"],
      [{ path: "/mine" }, "/mine/"],
      [{ path: "/mine/", addTrailingSlash: false }, "/mine"],
    ] as const) {
      const { server, manager } = setUp(options);
      manager.open();
      expect(server.url.pathname).toBe(path);
    }
  });

  it("closes with the page where closeOnBeforeunload asks for it, and tells nobody", async () => {
    const page = new EventTarget();
    vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
    vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
    const { server, log } = await joined({}, { closeOnBeforeunload: true });
    page.dispatchEvent(new Event("beforeunload"));
    await settled();
    expect([server.received, log]).toEqual([["1"], [["open"]]]);
    vi.unstubAllGlobals();
  });

  it("comes back by its heartbeat where the page did not go after all", async () => {
    const page = new EventTarget();
    vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
    vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
    const { clock, server, log } = await joined({}, { closeOnBeforeunload: true });
    page.dispatchEvent(new Event("beforeunload"));
    await clock.advance(46_000);
    expect(log.slice(1, 3)).toEqual([
      ["close", "ping timeout", "ping timeout"],
      ["reconnect_attempt", 1],
    ]);
    expect(server.sessions).toBe(2);
    vi.unstubAllGlobals();
  });

  it("tells whoever opened it that it was closed meanwhile, also when all listeners were taken off", async () => {
    const { manager } = setUp();
    const outcomes: unknown[] = [];
    manager.open((error) => outcomes.push(error?.message));
    manager.off();
    manager.close();
    expect(outcomes).toEqual(["forced close"]);
  });

  it("does not tell its sockets of a failure when it is closed between two attempts", async () => {
    const { server, manager, socket } = await joined();
    const errors: unknown[] = [];
    socket.on("connect_error", (error) => errors.push(error));
    await server.cut();
    manager.close();
    expect([manager.state, errors]).toEqual(["closed", []]);
  });

  it("joins a namespace once that is asked for while it opens, and lets no timer of it behind", async () => {
    const { clock, server, manager } = setUp();
    const errors: unknown[] = [];
    manager.on(
      "open",
      () =>
        void manager
          .socket("/late")
          .on("connect_error", (error) => errors.push(error))
          .connect(),
    );
    manager.open();
    await server.open();
    expect(server.received).toEqual(["40/late,"]);
    await server.say('0/late,{"sid":"1"}');
    await server.ping();
    await clock.advance(21_000);
    expect(errors).toEqual([]);
  });

  it("refuses transports that it does not know", () => {
    expect(() => new Manager("http://server.test", { transports: ["pigeon"] })).toThrow(/pigeon.*polling/);
  });

  it("lets a parser write and read what is on the wire", async () => {
    const { server, manager } = setUp({ parser: { Encoder: ReversingEncoder, Decoder: ReversingDecoder } });
    const socket = manager.socket("/").connect();
    const got: unknown[] = [];
    socket.on("e", (value) => got.push(value));
    await server.open();
    expect(server.received).toEqual([`4${reversed({ type: 0, nsp: "/" })}`]);
    await server.say(
      reversed({ type: 0, nsp: "/", data: { sid: "1" } }),
      reversed({ type: 2, nsp: "/", data: ["e", 1] }),
    );
    expect(got).toEqual([1]);
  });

  it.each([
    { type: 2, nsp: "/", data: "e" },
    { type: 2, nsp: "/", data: ["connect"] },
    { type: 3, nsp: "/", data: [] },
    { type: 4, nsp: "/", data: 1 },
    { type: 4, nsp: "/" },
    { type: 9, nsp: "/" },
    { type: 2, data: ["e"] },
  ])("goes down with a parse error when a parser makes %j", async (packet) => {
    const { server, manager } = setUp({ parser: { Encoder: ReversingEncoder, Decoder: ReversingDecoder } });
    manager.socket("/").connect();
    await server.open();
    await server.say(reversed({ type: 0, nsp: "/", data: { sid: "1" } }), reversed(packet));
    expect(manager.state).toBe("waiting");
  });
});

describe("a socket of a manager", () => {
  it("tries an event again that was not acknowledged, one at a time, and then gives it up", async () => {
    const { clock, server, socket } = await joined({ retries: 1, ackTimeout: 100 });
    const outcomes: unknown[] = [];
    socket.emit("a", (error: Error | null) => outcomes.push(["a", error?.message]));
    socket.emit("b", (error: Error | null, value: unknown) => outcomes.push(["b", error, value]));
    await settled();
    expect(server.received).toEqual(['420["a"]']);
    await clock.advance(100);
    expect(server.received).toEqual(['420["a"]', '421["a"]']);
    await clock.advance(100);
    await server.say('32["fine"]');
    expect(outcomes).toEqual([
      ["a", "operation has timed out: is the server up?"],
      ["b", null, "fine"],
    ]);
  });

  it("sends the first waiting event again after a reconnection", async () => {
    const { clock, server, socket } = await joined({ retries: 3, ackTimeout: 10_000 });
    socket.emit("a");
    await settled();
    await server.cut();
    await clock.advance(1_000);
    await server.open();
    await server.say('0{"sid":"2"}');
    expect(server.received).toEqual(["40", '421["a"]']);
  });

  it("sends what waits however many listeners of connect were taken off", async () => {
    const { clock, server, socket } = await joined({ retries: 3, ackTimeout: 10_000 });
    await server.cut();
    socket.emit("a").off("connect");
    await clock.advance(1_000);
    await server.open();
    await server.say('0{"sid":"2"}');
    expect([server.received, socket.listeners("connect")]).toEqual([["40", '420["a"]'], []]);
  });

  it("throws at once for an event that cannot be sent, and goes on with the next", async () => {
    const { server, socket } = await joined({ retries: 2, ackTimeout: 100 });
    expect(() => socket.emit("bad", 1n)).toThrow(TypeError);
    expect(() => socket.emit("connect")).toThrow("reserved");
    socket.emit("good");
    expect(server.received).toEqual(['420["good"]']);
  });

  it("gives up an event that has been spoilt while it waited, and goes on with the next", async () => {
    const { server, socket } = await joined({ retries: 2, ackTimeout: 10_000 });
    const outcomes: unknown[] = [];
    const spoilt: { value?: unknown } = {};
    socket.emit("first");
    socket.emit("spoilt", spoilt, (error: UpwireError | null) => outcomes.push(error?.code));
    socket.emit("last");
    spoilt.value = 1n;
    await server.say("30[]");
    expect([outcomes, server.received.at(-1)]).toEqual([["BAD_DATA"], '422["last"]']);
  });

  it("gives up events for whose acknowledgements there is no room", async () => {
    const { socket } = await joined({ retries: Infinity, ackTimeout: 10_000 }, { maxBuffered: 1 });
    const codes: unknown[] = [];
    socket.volatile.emit("fills the room", () => {});
    socket.emit("a", (error: UpwireError | null) => codes.push(error?.code));
    await settled();
    expect(codes).toEqual(["BUFFER_FULL"]);
  });

  it("takes an error first wherever ackTimeout is set", async () => {
    const { clock, socket, server } = await joined({ ackTimeout: 100 });
    const outcomes: unknown[] = [];
    socket.emit("a", (...args: unknown[]) => outcomes.push(args));
    await server.say("30[1]");
    const failed = expect(socket.emitWithAck("b")).rejects.toThrow("operation has timed out");
    await clock.advance(100);
    await failed;
    expect(outcomes).toEqual([[null, 1]]);
  });

  it("takes credentials from a callback, a result or a promise, and reports those that throw", async () => {
    for (const auth of [
      (give: (payload: object) => void) => give({ a: 1 }),
      () => ({ a: 1 }),
      async () => ({ a: 1 }),
      { a: 1 },
    ]) {
      const { server, manager } = setUp();
      manager.socket("/", { auth }).connect();
      await server.open();
      expect(server.received).toEqual(['40{"a":1}']);
    }
    const { server, manager } = setUp();
    const socket = manager.socket("/", {
      auth: () => {
        throw new Error("no");
      },
    });
    const codes: string[] = [];
    socket.on("connect_error", (error) => codes.push(error.code)).connect();
    await server.open();
    expect(codes).toEqual(["AUTH_FAILED"]);
  });

  it("has the listeners of all events, in the order in which they are called", async () => {
    const { server, socket } = await joined();
    const log: string[] = [];
    const first = (): unknown => log.push("first");
    const second = (): unknown => log.push("second");
    socket.onAny(second).prependAny(first);
    expect(socket.listenersAny()).toEqual([first, second]);
    await server.say('2["e"]');
    socket.offAny(first);
    await server.say('2["e"]');
    socket.offAny();
    await server.say('2["e"]');
    expect(log).toEqual(["first", "second", "second"]);
  });

  it("shows outgoing events when they are sent, and no acknowledgements", async () => {
    const { server, socket } = await joined();
    const log: unknown[] = [];
    const listener = (...args: unknown[]): unknown => log.push(args);
    socket.onAnyOutgoing(listener).prependAnyOutgoing(() => log.push("before"));
    socket.on("ask", (reply) => reply());
    socket.emit("e", 1);
    await server.say('20["ask"]');
    expect(log).toEqual(["before", ["e", 1]]);
    socket.offAnyOutgoing(listener);
    expect(socket.listenersAnyOutgoing().length).toBe(1);
  });

  it("removes listeners under each of the documented names, one subscription at a time", async () => {
    const { server, socket } = await joined();
    let calls = 0;
    const listener = (): unknown => calls++;
    socket.on("e", listener).addEventListener("e", listener).once("e", listener);
    expect([socket.listeners("e").length, socket.hasListeners("e")]).toEqual([3, true]);
    socket.removeListener("e", listener).removeEventListener("e", listener);
    await server.say('2["e"]', '2["e"]');
    expect(calls).toBe(1);
    socket.on("e", listener).removeAllListeners("e").on("e", listener).off();
    await server.say('2["e"]');
    expect([calls, socket.hasListeners("e")]).toEqual([1, false]);
  });

  it("has the documented properties and names", async () => {
    const { manager, server, socket } = await joined();
    expect([
      socket.io === manager,
      socket.nsp,
      socket.id,
      socket.connected,
      socket.disconnected,
      socket.active,
      socket.recovered,
    ]).toEqual([true, "/", "1", true, false, true, false]);
    socket.send("hello", 1);
    await settled();
    expect(server.received).toEqual(['42["message","hello",1]']);
    socket.close();
    expect([socket.connected, socket.active, socket.id, manager.state]).toEqual([false, false, undefined, "closed"]);
    socket.open();
    await server.open();
    socket.compress(false).emit("kept");
    expect(socket.sendBuffer.map((packet) => packet.data)).toEqual([["kept"]]);
  });
});

function reversed(packet: object): string {
  return [...JSON.stringify(packet)].reverse().join("");
}

class ReversingEncoder {
  encode(packet: object): string[] {
    return [reversed(packet)];
  }
}

class ReversingDecoder {
  #listener: (packet: never) => void = () => {};

  on(_event: "decoded", listener: (packet: never) => void): void {
    this.#listener = listener;
  }

  add(frame: unknown): void {
    // True because what was written backwards reads as JSON when it is turned round, and the test says only packets.
    this.#listener(JSON.parse([...String(frame)].reverse().join("")) as never);
  }
}
