import { once } from "node:events";
import type { ExtendedError, Socket } from "@upwire/server";
import { describe, expect, it } from "vitest";
import { heard, runningServer } from "./running-server.ts";

describe("a namespace's middlewares", () => {
  it("run in order, over every way in, before the connection", async () => {
    const server = await runningServer();
    const seen: unknown[] = [];
    server.io.use((socket, next) => (seen.push(["first", socket.connected, socket.handshake.auth["token"]]), next()));
    server.io.use(async (socket, next) => {
      await Promise.resolve();
      socket.data.user = "u";
      seen.push("second");
      next();
      next(new Error("too late to refuse"));
    });
    const { socket } = await server.pair("", { auth: { token: "t" } });
    expect(seen).toEqual([["first", false, "t"], "second"]);
    expect(socket.data).toEqual({ user: "u" });
  });

  it("refuse with a message and data, and the client may try again", async () => {
    const server = await runningServer();
    server.io.use((socket, next) => {
      const error: ExtendedError = new Error("not you");
      error.data = { code: 7 };
      next(socket.handshake.auth["token"] === "right" ? undefined : error);
    });
    const client = server.client();
    const [error] = await heard(client, "connect_error");
    expect(error).toMatchObject({ message: "not you", data: { code: 7 } });
    expect(server.io.sockets.sockets.size).toBe(0);
    client.auth = { token: "right" };
    client.connect();
    await heard(client, "connect");
  });

  it("may still be deciding when the client leaves", async () => {
    const server = await runningServer();
    server.io.on("connection", () => expect.unreachable());
    const asked = new Promise<[Socket, () => void]>((resolve) => {
      server.io.use((socket, next) => resolve([socket, next]));
    });
    const client = server.client();
    const [socket, next] = await asked;
    const closed = once(socket.conn, "close");
    client.disconnect();
    await closed;
    next();
    expect(socket.connected).toBe(false);
    expect(server.io.sockets.adapter.sids.size).toBe(0);
    expect(server.logs).toEqual([]);
  });

  it("that never decide cost the client its time to join", async () => {
    const server = await runningServer({ connectTimeout: 40 });
    server.io.use(() => undefined);
    const raw = await server.raw();
    raw.send("40");
    await raw.closed;
    expect(server.logs).toMatchObject([{ detail: { code: "CONNECT_OVERDUE" } }]);
  });

  it("of another namespace are not asked", async () => {
    const server = await runningServer();
    server.io.use((_socket, next) => next(new Error("no")));
    server.io.of("/open");
    const { socket } = await server.pair("/open");
    expect(socket.connected).toBe(true);
  });
});

describe("a socket's middlewares", () => {
  it("see each event with its acknowledgement callback, and may change it", async () => {
    const server = await runningServer();
    const { client, socket } = await server.pair();
    const seen: unknown[] = [];
    socket.use((event, next) => {
      seen.push([event[0], event[1], typeof event[2]]);
      event[1] = 2;
      next();
    });
    socket.use(async (_event, next) => next());
    socket.on("e", (n, reply) => reply(n));
    expect(await client.emitWithAck("e", 1)).toBe(2);
    expect(seen).toEqual([["e", 1, "function"]]);
  });

  it("drop what they refuse and tell the error listeners here alone", async () => {
    const server = await runningServer();
    const { client, socket } = await server.pair();
    socket.use(([name], next) => next(name === "bad" ? new Error("refused") : undefined));
    socket.on("bad", () => expect.unreachable());
    socket.on("good", (reply) => reply());
    const refused = heard(socket, "error");
    client.emit("bad");
    expect(await refused).toEqual([new Error("refused")]);
    await client.emitWithAck("good");
  });

  it("leave a line in the log where nobody listens to errors", async () => {
    const server = await runningServer();
    const { client, socket } = await server.pair();
    socket.use(([name], next) => next(name === "bad" ? new Error("refused") : undefined));
    socket.on("good", (reply) => reply());
    client.emit("bad");
    await client.emitWithAck("good");
    expect(server.logs).toMatchObject([{ level: "warn", detail: { err: new Error("refused") } }]);
  });
});
