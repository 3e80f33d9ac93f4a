import { once } from "node:events";
import type { Server, Socket } from "@upwire/server";
import { describe, expect, it } from "vitest";
import { heard, runningServer } from "./running-server.ts";

describe("the reason of a disconnection", () => {
  it("is 'client namespace disconnect' when the client leaves", async () => {
    const { pair } = await started();
    const { client, socket } = await pair();
    const reasons = Promise.all([heard(socket, "disconnecting"), heard(socket, "disconnect")]);
    client.disconnect();
    expect((await reasons).map(([reason]) => reason)).toEqual([
      "client namespace disconnect",
      "client namespace disconnect",
    ]);
    expect([socket.connected, socket.disconnected]).toEqual([false, true]);
  });

  it("is 'server namespace disconnect' when the server lets go of it", async () => {
    const { pair } = await started();
    const { client, socket } = await pair();
    const reason = heard(socket, "disconnect");
    const there = heard(client, "disconnect");
    expect(socket.disconnect()).toBe(socket);
    expect((await reason)[0]).toBe("server namespace disconnect");
    expect((await there)[0]).toBe("io server disconnect");
    expect(socket.conn.readyState).toBe("open");
  });

  it("is 'server namespace disconnect' in every namespace when the server ends the connection", async () => {
    const { io, pair } = await started();
    const { client, socket } = await pair();
    const joined = once(io.of("/chat"), "connection");
    client.io.socket("/chat");
    const [second] = await joined;
    const reasons = Promise.all([heard(socket, "disconnect"), heard(second, "disconnect")]);
    const closed = once(socket.conn, "close");
    socket.disconnect(true);
    expect((await reasons).map(([reason]) => reason)).toEqual([
      "server namespace disconnect",
      "server namespace disconnect",
    ]);
    await closed;
    expect(io.engine.clientsCount).toBe(0);
  });

  it("is 'transport close' when the connection ends", async () => {
    const { pair } = await started();
    const { client, socket } = await pair();
    const reason = heard(socket, "disconnect");
    client.io.engine.close();
    expect((await reason)[0]).toBe("transport close");
  });

  it("is 'ping timeout' when the client falls silent", async () => {
    const server = await runningServer({ pingInterval: 20, pingTimeout: 20 });
    const connected = once(server.io, "connection");
    const raw = await server.raw();
    raw.send("40");
    const [socket] = await connected;
    expect((await heard(socket, "disconnect"))[0]).toBe("ping timeout");
  });

  it.each([
    ["parse error", "sends what is no packet", "4abc"],
    ["forced server close", "breaks the protocol elsewhere", '42/chat,["e"]'],
  ])("is '%s' when the client %s", async (expected, _what, frame) => {
    const server = await runningServer();
    const connected = once(server.io, "connection");
    const raw = await server.raw();
    raw.send("40");
    const [socket] = await connected;
    const reason = heard(socket, "disconnect");
    raw.send(frame);
    expect((await reason)[0]).toBe(expected);
    await raw.closed;
  });

  it("is 'forced close' when the server closes the session underneath", async () => {
    const { pair } = await started();
    const { client, socket } = await pair();
    const reasons = Promise.all([heard(socket, "disconnect"), heard(client, "disconnect")]);
    socket.conn.close();
    expect((await reasons).map(([reason]) => reason)).toEqual(["forced close", "transport close"]);
  });

  it("is 'transport error' when the client breaks the protocol of its transport", async () => {
    const server = await runningServer({ maxHttpBufferSize: 1_000 });
    const connected = once(server.io, "connection");
    const raw = await server.raw();
    raw.send("40");
    const [socket] = await connected;
    const reason = heard(socket, "disconnect");
    raw.send("4".repeat(1_001));
    expect((await reason)[0]).toBe("transport error");
  });

  it("is 'slow consumer' when the client does not read", async () => {
    const server = await runningServer({ slowConsumerSoftCap: 500_000, slowConsumerGrace: 40, maxHttpBufferSize: 1e7 });
    const connected = once(server.io, "connection");
    const raw = await server.raw();
    raw.send("40");
    const [socket] = await connected;
    raw.ws.pause();
    const reason = heard(socket, "disconnect");
    for (let count = 0; count < 20; count++) socket.emit("news", "x".repeat(1_000_000));
    expect(await reason).toEqual(["slow consumer", { queued: expect.any(Number) }]);
  });

  it("is 'server shutting down' when the server closes", async () => {
    const { io, pair } = await started();
    const { socket } = await pair();
    const reason = heard(socket, "disconnect");
    await io.close();
    expect((await reason)[0]).toBe("server shutting down");
  });
});

describe("a socket that is disconnecting", () => {
  it.each<[string, (io: Server, socket: Socket) => void]>([
    ["it", (_io, socket) => void socket.disconnect()],
    ["a room it is in", (io) => io.in("room").disconnectSockets()],
  ])("does so once, and sends nothing, though its handler disconnects %s", async (_what, disconnect) => {
    const server = await runningServer();
    const seen: unknown[] = [];
    server.io.once("connection", (socket) => {
      void socket.join("room");
      socket.on("disconnecting", (reason) => {
        seen.push([reason, socket.connected, socket.rooms.has("room")]);
        disconnect(server.io, socket);
      });
      socket.on("disconnect", (reason) => seen.push([reason, socket.connected, socket.rooms.has("room")]));
    });
    const raw = await server.raw();
    await raw.join();
    raw.send("41", "40");
    expect(await raw.next()).toMatch(/^40/);
    expect(seen).toEqual([
      ["client namespace disconnect", true, true],
      ["client namespace disconnect", false, false],
    ]);
  });
});

describe("a socket that leaves", () => {
  it("may still take its connection along", async () => {
    const server = await runningServer();
    server.io.on("connection", (socket) => socket.on("disconnecting", () => socket.disconnect(true)));
    const raw = await server.raw();
    await raw.join();
    raw.send("41");
    await raw.closed;
  });
});

describe("a namespace that the server has ended", () => {
  it("may still get what the client had sent, without harm to the other namespaces", async () => {
    const server = await runningServer();
    const { io } = server;
    const raw = await server.raw();
    const connected = once(io, "connection");
    await raw.join();
    const [root] = await connected;
    const joined = once(io.of("/chat"), "connection");
    await raw.join("/chat,");
    const [chat] = await joined;
    chat.on("late", () => expect.unreachable());
    chat.disconnect();
    raw.send('42/chat,["late"]', "43/chat,0[]", "41/chat,");
    expect(await raw.next()).toBe("41/chat,");
    root.on("alive", (reply: () => void) => reply());
    raw.send('420["alive"]');
    expect(await raw.next()).toBe("430[]");
    await raw.join("/chat,");
    expect(io.of("/chat").sockets.size).toBe(1);
  });
});

async function started() {
  const server = await runningServer();
  return { io: server.io, pair: server.pair.bind(server) };
}
