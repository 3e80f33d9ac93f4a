import { describe, expect, it, vi } from "vitest";
import { heard, runningServer } from "./running-server.ts";

describe("an event", () => {
  it.each([
    [[null, true, 0, -1.5, "𝄞", "", [], {}, [[1], { a: { b: null } }]]],
    [[Buffer.of(), Buffer.of(1, 2, 3), { nested: [Buffer.of(255)] }]],
    [["undefined becomes null", undefined, Number.NaN]],
    [[]],
  ])("goes there and back with %j", async (args) => {
    const { io, pair } = await started();
    io.on("connection", (socket) => socket.on("echo", (...received) => socket.emit("echo", ...received)));
    const { client } = await pair();
    const echoed = heard(client, "echo");
    client.emit("echo", ...args);
    expect(await echoed).toEqual(args.map((value) => (value === undefined || Number.isNaN(value) ? null : value)));
  });

  it("calls its handlers in order, with the socket as receiver", async () => {
    const { pair } = await started();
    const { client, socket } = await pair();
    const calls: string[] = [];
    const removed = (): void => void calls.push("removed");
    socket.on("e", () => calls.push("second"));
    socket.prependListener("e", () => calls.push("first"));
    socket.once("e", () => calls.push("once"));
    socket.on("e", removed);
    socket.off("e", removed);
    socket.on("e", function (this: unknown, reply: () => void) {
      calls.push(String(this === socket));
      reply();
    });
    await client.emitWithAck("e");
    await client.emitWithAck("e");
    expect(calls).toEqual(["first", "second", "once", "true", "first", "second", "true"]);
    expect(socket.listenerCount("e")).toBe(3);
    socket.removeAllListeners("e");
    expect(socket.eventNames()).toEqual([]);
  });

  it("lets a handler unsubscribe another while both are being called", async () => {
    const { pair } = await started();
    const { client, socket } = await pair();
    const second = vi.fn<() => void>();
    socket.on("e", () => socket.off("e", second));
    socket.on("e", second);
    socket.on("e", (reply) => reply());
    await client.emitWithAck("e");
    await client.emitWithAck("e");
    expect(second).toHaveBeenCalledTimes(1);
  });

  it("may be named by a number or like a member of an object", async () => {
    const { pair } = await started();
    const { client, socket } = await pair();
    for (const name of ["1", "__proto__", "constructor", "toString", "error"]) socket.on(name, (reply) => reply(name));
    for (const name of ["1", "__proto__", "constructor", "toString", "error"]) {
      expect(await client.emitWithAck(name)).toBe(name);
    }
  });

  it("may not have a reserved name", async () => {
    const { io, pair } = await started();
    const { socket } = await pair();
    for (const name of ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"]) {
      expect(() => socket.emit(name)).toThrow("reserved");
      expect(() => io.emit(name)).toThrow("reserved");
    }
  });

  it("that cannot be encoded throws where it is sent", async () => {
    const { io, pair } = await started();
    const { socket } = await pair();
    const circle: unknown[] = [];
    circle.push(circle);
    expect(() => socket.emit("e", 1n)).toThrow("BigInt");
    expect(() => socket.emit("e", circle)).toThrow("contains itself");
    expect(() => io.emit("e", new Blob(["text"]))).toThrow("arrayBuffer");
    expect(socket.connected).toBe(true);
  });

  it("arrives in order, hundreds in one tick", async () => {
    const { pair } = await started();
    const { client, socket } = await pair();
    const received: number[] = [];
    socket.on("n", (n) => void received.push(n));
    const numbers = Array.from({ length: 500 }, (_, n) => n);
    socket.on("done", (reply) => reply());
    for (const n of numbers) client.emit("n", n);
    await client.emitWithAck("done");
    expect(received).toEqual(numbers);
  });
});

describe("catch-all listeners", () => {
  it("hear what comes in, before its handlers", async () => {
    const { pair } = await started();
    const { client, socket } = await pair();
    const calls: unknown[] = [];
    const off = (name: string): void => void calls.push(["off", name]);
    socket.onAny((name, ...args) => void calls.push(["any", name, args.length]));
    socket.prependAny((name, value) => void calls.push(["first", name, value]));
    socket.onAny(off);
    socket.offAny(off);
    socket.on("e", (_value, reply) => (calls.push("handler"), reply()));
    await client.emitWithAck("e", 1);
    expect(calls).toEqual([["first", "e", 1], ["any", "e", 2], "handler"]);
    expect(socket.listenersAny()).toHaveLength(2);
    expect(socket.offAny().listenersAny()).toEqual([]);
  });

  it("hear what goes out, broadcasts among them and acknowledgements not", async () => {
    const { io, pair } = await started();
    const { client, socket } = await pair();
    const calls: unknown[] = [];
    socket.onAnyOutgoing((...args) => void calls.push(args));
    socket.prependAnyOutgoing((name) => void calls.push(name));
    socket.on("e", (reply) => reply("an acknowledgement"));
    await client.emitWithAck("e");
    socket.emit("one", 1);
    io.to(socket.id).emit("all", 2);
    expect(calls).toEqual(["one", ["one", 1], "all", ["all", 2]]);
    expect(socket.listenersAnyOutgoing()).toHaveLength(2);
    expect(socket.offAnyOutgoing().listenersAnyOutgoing()).toEqual([]);
  });
});

describe("an acknowledgement", () => {
  it("answers the server, with and without a promise", async () => {
    const { pair } = await started();
    const { client, socket } = await pair();
    client.on("double", (n: number, reply: (n: number, text: string) => void) => reply(2 * n, "more"));
    expect(await socket.emitWithAck("double", 4)).toBe(8);
    const args = await new Promise((resolve) => {
      socket.emit("double", 5, (...answer: unknown[]) => resolve(answer));
    });
    expect(args).toEqual([10, "more"]);
    expect(await socket.timeout(5000).emitWithAck("double", 6)).toBe(12);
  });

  it("carries binary both ways", async () => {
    const { pair } = await started();
    const { client, socket } = await pair();
    client.on("bytes", (bytes: Buffer, reply: (bytes: Buffer) => void) => reply(bytes));
    expect(await socket.emitWithAck("bytes", Buffer.of(7))).toEqual(Buffer.of(7));
    socket.on("bytes", (bytes, reply) => reply(bytes));
    expect(await client.emitWithAck("bytes", Buffer.of(8))).toEqual(Buffer.of(8));
  });

  it("leaves once, however often the handler calls back", async () => {
    const server = await runningServer();
    server.io.on("connection", (socket) => socket.on("e", (reply) => (reply(1), reply(2), socket.emit("end"))));
    const raw = await server.raw();
    await raw.join();
    raw.send('4212["e"]');
    expect([await raw.next(), await raw.next()]).toEqual(["4312[1]", '42["end"]']);
  });

  it("that does not come in time is an error", async () => {
    const { pair } = await started();
    const { socket } = await pair();
    await expect(socket.timeout(10).emitWithAck("nobody listens")).rejects.toThrow("operation has timed out");
    const error = await new Promise((resolve) => {
      socket.timeout(10).emit("nobody listens", resolve);
    });
    expect(error).toEqual(new Error("operation has timed out"));
    expect(socket.acks.size).toBe(0);
  });

  it("that can no longer come is an error at once", async () => {
    const { pair } = await started();
    const { client, socket } = await pair();
    const pending = [socket.emitWithAck("e"), socket.timeout(60_000).emitWithAck("e")];
    client.disconnect();
    for (const promise of pending) await expect(promise).rejects.toThrow("socket has been disconnected");
    await expect(socket.emitWithAck("e")).rejects.toThrow("socket has been disconnected");
    await expect(socket.timeout(60_000).emitWithAck("e")).rejects.toThrow("socket has been disconnected");
  });

  it("that nobody waits for is ignored", async () => {
    const server = await runningServer();
    const raw = await server.raw();
    const connected = heard(server.io, "connection");
    await raw.join();
    const [socket] = (await connected) as [import("@upwire/server").Socket];
    socket.on("ping me", (reply) => reply());
    const answer = new Promise((resolve) => {
      socket.emit("q", resolve);
    });
    expect(await raw.next()).toBe('420["q"]');
    raw.send("437[]", "430[1]", "430[2]", '428["ping me"]');
    expect(await raw.next()).toBe("438[]");
    expect(await answer).toBe(1);
  });

  it("costs a peer that never sends any the oldest one", async () => {
    const { pair } = await started({ maxPendingAcks: 3 });
    const { socket } = await pair();
    const oldest = socket.emitWithAck("e");
    for (let count = 0; count < 3; count++) socket.emit("e", () => undefined);
    await expect(oldest).rejects.toThrow("more than 3 acknowledgements are pending");
    expect(socket.acks.size).toBe(3);
  });
});

async function started(options = {}) {
  const server = await runningServer(options);
  return { io: server.io, pair: server.pair.bind(server) };
}
