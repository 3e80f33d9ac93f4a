import { once } from "node:events";
import type { Socket } from "@upwire/server";
import type { Socket as ClientSocket } from "socket.io-client";
import { describe, expect, it } from "vitest";
import { heard, type Pair, type RunningServer, runningServer } from "./running-server.ts";

const NAMES = ["a", "b", "c", "d"] as const;

describe("a broadcast", () => {
  it.each<[string, (server: RunningServer, a: Socket) => void, string]>([
    ["io.emit", ({ io }) => io.emit("e"), "abcd"],
    ["io.send", ({ io }) => io.of("/").emit("e"), "abcd"],
    ["to one room", ({ io }) => io.to("left").emit("e"), "ab"],
    ["in one room", ({ io }) => io.in("right").emit("e"), "bc"],
    ["to overlapping rooms, once each", ({ io }) => io.to("left").to("right").emit("e"), "abc"],
    ["to a list of rooms", ({ io }) => io.to(["left", "right", "nobody's"]).emit("e"), "abc"],
    ["to nobody's room", ({ io }) => io.to("nobody's").emit("e"), ""],
    ["to a room without another", ({ io }) => io.to("left").except("right").emit("e"), "a"],
    ["without a room", ({ io }) => io.except("left").emit("e"), "cd"],
    ["without several rooms", ({ io }) => io.except(["left", "right"]).emit("e"), "d"],
    ["to a room without itself", ({ io }) => io.to("left").except("left").emit("e"), ""],
    ["without anybody", ({ io }) => io.except(["left", "right", "rest"]).emit("e"), ""],
    ["from a socket to everybody else", (_server, a) => a.broadcast.emit("e"), "bcd"],
    ["from a socket to a room", (_server, a) => a.to("left").emit("e"), "b"],
    ["from a socket without a room", (_server, a) => a.except("right").emit("e"), "d"],
    ["from a socket to a socket", (server, a) => a.in(idOf(server, 2)).emit("e"), "c"],
    ["without two sockets", (server) => server.io.except([idOf(server, 0), idOf(server, 3)]).emit("e"), "bc"],
    ["on this node", ({ io }) => io.local.to("left").emit("e"), "ab"],
    ["uncompressed and volatile", ({ io }) => io.to("left").compress(false).volatile.emit("e"), "ab"],
  ])("%s reaches whom it should", async (_what, broadcast, expected) => {
    const server = await runningServer();
    const pairs = await fourInRooms(server);
    const received: string[] = [];
    for (const [at, { client }] of pairs.entries()) client.on("e", () => received.push(NAMES[at] ?? ""));
    broadcast(server, pairs[0].socket);
    await settled(pairs);
    expect(received.toSorted().join("")).toBe(expected);
  });

  it("carries binary", async () => {
    const server = await runningServer();
    const pairs = await fourInRooms(server);
    const all = pairs.map(({ client }) => heard(client, "bytes"));
    server.io.emit("bytes", { nested: Buffer.of(1, 2) }, new Uint8Array([3]));
    for (const received of all) expect(await received).toEqual([{ nested: Buffer.of(1, 2) }, Buffer.of(3)]);
  });

  it("reaches polling and WebSocket clients of both generations alike", async () => {
    const server = await runningServer({ allowEIO3: true });
    const polling = await server.pair("", { transports: ["polling"] });
    const webSocket = await server.pair();
    const old = await server.raw("EIO=3");
    expect(await old.next()).toBe("40");
    const received = [polling, webSocket].map(({ client }) => heard(client, "e"));
    server.io.emit("e", "𝄞", Buffer.of(9));
    for (const args of received) expect(await args).toEqual(["𝄞", Buffer.of(9)]);
    expect([await old.next(), await old.next()]).toEqual([
      '451-["e","𝄞",{"_placeholder":true,"num":0}]',
      Buffer.of(4, 9),
    ]);
  });
});

describe("the flags of a broadcast", () => {
  it.each<[string, (server: RunningServer, socket: Socket) => void, object]>([
    ["local", ({ io }) => io.local.emit("e"), { local: true }],
    ["volatile", ({ io }) => io.volatile.emit("e"), { volatile: true }],
    ["compress", ({ io }) => io.compress(false).emit("e"), { compress: false }],
    ["timeout", ({ io }) => io.timeout(5_000).emit("e"), { timeout: 5_000 }],
    [
      "all at once",
      ({ io }) => io.to("a").local.volatile.compress(true).emit("e"),
      { local: true, volatile: true, compress: true },
    ],
    ["of a namespace", ({ io }) => io.of("/").local.emit("e"), { local: true }],
    ["of a socket", (_server, socket) => socket.local.volatile.emit("e"), { local: true, volatile: true }],
    ["said before", (_server, socket) => socket.compress(false).broadcast.emit("e"), { compress: false }],
  ])("reach the adapter: %s", async (_what, send, flags) => {
    const server = await runningServer();
    const { socket } = await server.pair();
    let seen: unknown;
    server.io.sockets.adapter.broadcast = (_packet, options) => void (seen = options.flags);
    send(server, socket);
    expect(seen).toEqual(flags);
  });
});

describe("rooms", () => {
  it("are left once however often, and vanish when empty", async () => {
    const { io, pair } = await started();
    const { socket } = await pair();
    const { rooms, sids } = io.sockets.adapter;
    void socket.join("room");
    void socket.join(["room", "other"]);
    expect([...socket.rooms]).toEqual([socket.id, "room", "other"]);
    expect([...rooms.keys()]).toEqual([socket.id, "room", "other"]);
    void socket.leave("room");
    void socket.leave("room");
    void socket.leave("never joined");
    expect([...socket.rooms]).toEqual([socket.id, "other"]);
    expect(rooms.has("room")).toBe(false);
    socket.disconnect();
    expect([rooms.size, sids.size, socket.rooms.size]).toEqual([0, 0, 0]);
  });

  it("may be numbers to callers without types", async () => {
    const { io, pair } = await started();
    const { client, socket } = await pair();
    // True of nothing but what JavaScript may pass.
    const [five, six, seven] = [5, 6, 7] as unknown as [string, string, string];
    void socket.join(five);
    io.in(five).socketsJoin(six);
    expect([...socket.rooms]).toEqual([socket.id, five, six]);
    io.socketsLeave(six);
    expect([...socket.rooms]).toEqual([socket.id, five]);
    const received = heard(client, "e");
    io.to(five).except(seven).emit("e", 1);
    expect(await received).toEqual([1]);
  });

  it("cannot be joined after the disconnection", async () => {
    const { io, pair } = await started();
    const { socket } = await pair();
    socket.on("disconnect", () => void socket.join("room"));
    socket.disconnect();
    void socket.join("room");
    expect(io.sockets.adapter.rooms.size).toBe(0);
    expect(io.sockets.adapter.sids.size).toBe(0);
  });

  it("are still there while the socket is disconnecting", async () => {
    const { pair } = await started();
    const { socket } = await pair();
    void socket.join("room");
    const seen: string[][] = [];
    socket.on("disconnecting", () => seen.push([...socket.rooms]));
    socket.on("disconnect", () => seen.push([...socket.rooms]));
    socket.disconnect();
    expect(seen).toEqual([[socket.id, "room"], []]);
  });

  it("of a refused client are given up", async () => {
    const server = await runningServer();
    server.io.use((socket, next) => {
      void socket.join("room");
      next(new Error("no"));
    });
    await heard(server.client(), "connect_error");
    expect(server.io.sockets.adapter.rooms.size).toBe(0);
  });
});

describe("many sockets at once", () => {
  it("are found, moved between rooms and disconnected", async () => {
    const server = await runningServer();
    const { io } = server;
    const pairs = await fourInRooms(server);
    expect((await io.in("left").fetchSockets()).map(({ id }) => id)).toEqual([pairs[0].socket.id, pairs[1].socket.id]);
    expect((await io.fetchSockets())[0]).toBe(pairs[0].socket);
    expect(await io.in("left").allSockets()).toEqual(new Set([pairs[0].socket.id, pairs[1].socket.id]));
    io.in("left").socketsJoin(["new", "newer"]);
    io.in("new").except("right").socketsLeave("newer");
    expect([...pairs[0].socket.rooms]).toEqual([pairs[0].socket.id, "left", "new"]);
    expect([...pairs[1].socket.rooms]).toContain("newer");
    const gone = heard(pairs[1].client, "disconnect");
    io.in("newer").disconnectSockets();
    expect((await gone)[0]).toBe("io server disconnect");
    const closed = Promise.all(pairs.slice(2).map(({ socket }) => once(socket.conn, "close")));
    io.disconnectSockets(true);
    expect(io.sockets.sockets.size).toBe(0);
    // By us, and not by a client that has nothing left on its connection.
    expect((await closed).map(([reason]) => reason)).toEqual(["forced close", "forced close"]);
  });
});

describe("acknowledgements of a broadcast", () => {
  it("are gathered", async () => {
    const server = await runningServer();
    const pairs = await fourInRooms(server);
    for (const [at, { client }] of pairs.entries())
      client.on("who", (reply: (name: string) => void) => reply(NAMES[at] ?? ""));
    expect((await server.io.timeout(5000).emitWithAck("who")).toSorted()).toEqual(["a", "b", "c", "d"]);
    expect((await pairs[0].socket.to("left").timeout(5000).emitWithAck("who")).toSorted()).toEqual(["b"]);
    const answer = await new Promise((resolve) => {
      server.io.to("right").emit("who", (error: unknown, names: string[]) => resolve([error, names.toSorted()]));
    });
    expect(answer).toEqual([null, ["b", "c"]]);
  });

  it("of nobody are none", async () => {
    const { io } = await started();
    expect(await io.to("nobody's").timeout(5000).emitWithAck("who")).toEqual([]);
  });

  it("that do not all come in time are an error with those that did", async () => {
    const server = await runningServer();
    const pairs = await fourInRooms(server);
    pairs[0].client.on("who", (reply: (name: string) => void) => reply("a"));
    const error = await server.io
      .timeout(500)
      .emitWithAck("who")
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ message: "operation has timed out", responses: ["a"] });
  });

  it("that come too late change nothing of what was told", async () => {
    const { io, pair } = await started();
    const { client, socket } = await pair();
    const asked = heard(client, "who");
    const error = await io
      .timeout(1)
      .emitWithAck("who")
      .catch((reason: unknown) => reason);
    const [reply] = await asked;
    // True because the server asked for an acknowledgement.
    (reply as (name: string) => void)("late");
    client.emit("after");
    await heard(socket, "after");
    expect(error).toMatchObject({ message: "operation has timed out", responses: [] });
  });

  it("that can no longer come are an error before the time is up", async () => {
    const server = await runningServer();
    const [a, b] = await fourInRooms(server);
    a.client.on("who", (reply: (name: string) => void) => reply("a"));
    b.client.on("who", () => void b.client.disconnect());
    const error = await server.io
      .to("left")
      .timeout(60_000)
      .emitWithAck("who")
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ message: "1 of 2 clients left before they acknowledged", responses: ["a"] });
  });
});

describe("serverSideEmit", () => {
  it("reaches nobody while there is one node", async () => {
    const { io } = await started();
    io.on("hello", () => expect.unreachable());
    expect(io.serverSideEmit("hello")).toBe(true);
    expect(await io.serverSideEmitWithAck("hello")).toEqual([]);
    expect(() => io.serverSideEmit("connection")).toThrow("reserved");
  });
});

/** Sockets a (left), b (left, right), c (right) and d (rest). */
async function fourInRooms(server: RunningServer): Promise<[Pair, Pair, Pair, Pair]> {
  const a = await server.pair();
  const b = await server.pair();
  const c = await server.pair();
  const d = await server.pair();
  void a.socket.join("left");
  void b.socket.join(["left", "right"]);
  void c.socket.join("right");
  void d.socket.join("rest");
  return [a, b, c, d];
}

function idOf(server: RunningServer, at: number): string {
  return [...server.io.sockets.sockets.keys()][at] ?? "";
}

/** Everything sent so far has arrived when each client has answered. */
async function settled(pairs: readonly { client: ClientSocket; socket: Socket }[]): Promise<void> {
  for (const { client } of pairs) client.on("settle", (reply: () => void) => reply());
  await Promise.all(pairs.map(({ socket }) => socket.emitWithAck("settle")));
}

async function started() {
  const server = await runningServer();
  return { io: server.io, pair: server.pair.bind(server) };
}
