import { once } from "node:events";
import type { HandlerErrorContext, Socket } from "@upwire/server";
import { describe, expect, it } from "vitest";
import { heard, type RunningServer, runningServer } from "./running-server.ts";

interface Report {
  readonly error: unknown;
  readonly context: HandlerErrorContext;
}

type Install = (socket: Socket, server: RunningServer) => void;

const fail = (): never => {
  throw new Error("handler");
};
const reject = (): unknown => Promise.resolve().then(fail);

const inHandlers: [string, string, Install][] = [
  ["a handler that throws", "e", (socket) => socket.on("e", fail)],
  ["a handler that rejects", "e", (socket) => socket.on("e", reject)],
  [
    "a handler that throws something that is no error",
    "e",
    (socket) => socket.on("e", (): unknown => Promise.reject("handler")),
  ],
  ["a catch-all listener", "e", (socket) => socket.onAny(fail)],
  ["a middleware of the socket that throws", "e", (socket) => socket.use(fail)],
  ["a middleware of the socket that rejects", "e", (socket) => socket.use(reject)],
  ["an acknowledgement callback", "ack", (socket) => socket.emit("q", fail)],
  ["an acknowledgement callback with a time limit", "ack", (socket) => socket.timeout(60_000).emit("q", fail)],
  ["an acknowledgement callback that runs out of time", "ack", (socket) => socket.timeout(1).emit("unanswered", fail)],
  ["a broadcast's acknowledgement callback", "ack", (socket) => socket.nsp.timeout(60_000).emit("q", fail)],
  [
    "a broadcast's acknowledgement callback that runs out of time",
    "ack",
    (socket) => socket.nsp.timeout(1).emit("unanswered", fail),
  ],
];

describe("a failure of", () => {
  it.each(inHandlers)("%s is reported, and nobody is disturbed", async (_what, event, install) => {
    const server = await runningServer();
    const canary = await server.pair();
    const { client, socket } = await server.pair();
    client.on("q", (reply: () => void) => reply());
    canary.client.on("q", (reply: () => void) => reply());
    const reported = nextReport(server);
    install(socket, server);
    client.emit("e");
    const { error, context } = await reported;
    expect(String(error)).toContain("handler");
    expect(context.event).toBe(event);
    expect(server.logs[0]).toMatchObject({ level: "error", detail: { event } });
    canary.socket.on("alive", (reply) => reply("yes"));
    expect(await canary.client.emitWithAck("alive")).toBe("yes");
    socket.offAny();
    socket.on("alive", (reply) => reply("yes"));
    expect([client.connected, socket.connected]).toEqual([true, true]);
  });

  it.each([
    ["throws", fail],
    ["rejects", reject],
  ])("a connection handler that %s leaves the socket connected", async (_how, handler) => {
    const server = await runningServer();
    const reported = nextReport(server);
    server.io.on("connection", handler);
    const { client, socket } = await server.pair();
    expect(await reported).toMatchObject({ context: { event: "connection", socket: undefined } });
    expect([client.connected, socket.connected]).toEqual([true, true]);
  });

  it.each(["disconnecting", "disconnect"] as const)("a %s handler leaves nothing behind", async (event) => {
    const server = await runningServer();
    const { client, socket } = await server.pair();
    void socket.join("room");
    socket.on(event, fail);
    const reported = nextReport(server);
    client.disconnect();
    expect(await reported).toMatchObject({ context: { event, socket } });
    expect(server.io.sockets.adapter.rooms.size).toBe(0);
    expect(server.io.sockets.sockets.size).toBe(0);
  });

  it.each([
    ["throws", fail],
    ["rejects", reject],
  ])("a middleware of the namespace that %s refuses the client without telling why", async (_how, middleware) => {
    const server = await runningServer();
    server.io.use(middleware);
    const reported = nextReport(server);
    const [error] = await heard(server.client(), "connect_error");
    expect(error).toEqual(new Error("internal error"));
    expect((await reported).error).toEqual(new Error("handler"));
  });

  it("a handler of a V2 client is logged without the id of its socket, which is its session's", async () => {
    const server = await runningServer({ allowEIO3: true });
    const connected = once(server.io, "connection");
    const raw = await server.raw("EIO=3");
    const [socket] = await connected;
    socket.on("e", fail);
    const reported = nextReport(server);
    raw.send('42["e"]');
    expect((await reported).context.socket).toBe(socket);
    expect(server.logs[0]?.detail).toMatchObject({ event: "e", namespace: "/", socket: undefined });
    expect(JSON.stringify(server.logs)).not.toContain(socket.conn.id);
  });

  it("a handler_error listener ends in the log", async () => {
    const server = await runningServer();
    server.io.on("handler_error", fail);
    const { client, socket } = await server.pair();
    socket.on("e", fail);
    socket.on("e", (reply) => reply());
    await client.emitWithAck("e");
    expect(server.logs.map(({ detail }) => detail["event"])).toEqual(["e", "handler_error"]);
  });

  it("a listener of the adapter is reported", async () => {
    const server = await runningServer();
    server.io.sockets.adapter.on("join-room", fail);
    const reported = nextReport(server);
    const { client } = await server.pair();
    expect((await reported).context.event).toBe("join-room");
    expect(client.connected).toBe(true);
  });
});

function nextReport({ io }: RunningServer): Promise<Report> {
  return new Promise((resolve) => {
    io.once("handler_error", (error, context) => resolve({ error, context }));
  });
}
