import { MemoryAdapter, Server } from "@upwire/server";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { io as generation4 } from "socket.io-client";
import generation2 from "socket.io-client-2";
import { io as generation3 } from "socket.io-client-3";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { RawWebSocket } from "../raw-web-socket.ts";
import { heard, type OldSocket, runningServer } from "./running-server.ts";

type Connect = (url: string, options: object) => OldSocket;

const generations: [string, Connect][] = [
  ["4.8", generation4 as unknown as Connect],
  ["3.1", generation3],
  ["2.5", generation2],
];
/** Called as JavaScript may call them. */
const WAYS_TO_LISTEN: [string, (port: unknown) => Server][] = [
  ["new Server()", (port) => new Server(port as number)],
  ["listen()", (port) => new Server().listen(port as number)],
  ["attach()", (port) => new Server().attach(port as number)],
];
const transports = [["polling"], ["websocket"], ["polling", "websocket"]];

describe.each(generations)("a client of generation %s", (_name, connect) => {
  it.each(transports.map((names) => [names]))("connects, exchanges events and acknowledges over %j", async (names) => {
    const { io, url } = await runningServer({ allowEIO3: true });
    io.on("connection", (socket) => {
      socket.on("question", (text, bytes, reply) => reply(text, bytes));
      socket.emit("question", "from the server", Buffer.of(1, 2), (answer: unknown) => socket.emit("answer", answer));
    });
    const client = connect(url, { transports: names, forceNew: true, reconnection: false });
    onTestFinished(() => void client.disconnect());
    client.on("question", (text, bytes, reply) =>
      (reply as (...args: unknown[]) => void)([text, (bytes as Buffer).length]),
    );
    const answer = heard(client, "answer");
    await heard(client, "connect");
    const reply = await new Promise((resolve) => {
      client.emit("question", { clé: ["𝄞", null, 1.5] }, Buffer.of(3, 4), (...args: unknown[]) => resolve(args));
    });
    expect(reply).toEqual([{ clé: ["𝄞", null, 1.5] }, Buffer.of(3, 4)]);
    expect(await answer).toEqual([["from the server", 2]]);
  });
});

describe("a connection", () => {
  it("gives a socket an id that tells nothing of the session", async () => {
    const { pair } = await bound();
    const { client, socket } = await pair();
    expect(socket.id).toBe(client.id);
    expect(socket.id).toMatch(/^[\w-]{20}$/);
    expect(socket.id).not.toBe(socket.conn.id);
    expect(socket.client.id).toBe(socket.conn.id);
  });

  it("tells of its request in the handshake", async () => {
    const { pair, url } = await bound();
    const { socket } = await pair("", {
      query: { room: "7" },
      auth: { token: "secret" },
      extraHeaders: { "X-Test": "yes" },
    });
    const { handshake } = socket;
    expect(handshake.query).toMatchObject({ EIO: "4", transport: "websocket", room: "7" });
    expect(handshake.auth).toEqual({ token: "secret" });
    expect(handshake.headers["x-test"]).toBe("yes");
    expect(handshake.headers.host).toBe(url.replace("http://", ""));
    expect(handshake.address).toBe("127.0.0.1");
    expect(handshake).toMatchObject({ xdomain: false, secure: false, url: socket.request.url });
    expect(new Date(handshake.time).getTime()).toBe(Math.floor(handshake.issued / 1000) * 1000);
    expect(socket.handshake).toBe(handshake);
  });

  it("keeps hostile keys of auth as data", async () => {
    const server = await runningServer();
    const raw = await server.raw();
    const connected = once(server.io, "connection");
    raw.send('40{"__proto__":{"admin":true},"constructor":1}');
    const [socket] = await connected;
    expect(socket.handshake.auth.admin).toBeUndefined();
    expect(Object.keys(socket.handshake.auth)).toEqual(["__proto__", "constructor"]);
  });

  it("is closed when it joins nothing in time", async () => {
    const server = await runningServer({ connectTimeout: 40 });
    const raw = await server.raw();
    await raw.closed;
    expect(server.logs).toMatchObject([{ level: "warn", detail: { code: "CONNECT_OVERDUE" } }]);
    expect(server.io.engine.clientsCount).toBe(0);
  });

  it("is not closed when it has joined something", async () => {
    const server = await runningServer({ connectTimeout: 40 });
    const { client } = await server.pair();
    const idle = await server.raw();
    await idle.closed;
    expect(client.connected).toBe(true);
  });

  it("may join a second namespace and leave the first", async () => {
    const { io, pair } = await bound();
    const first = await pair();
    const chat = io.of("/chat");
    const joined = once(chat, "connection");
    const second = first.client.io.socket("/chat");
    const [socket] = await joined;
    expect(socket.client).toBe(first.socket.client);
    const left = heard(first.socket, "disconnect");
    first.client.disconnect();
    expect(await left).toEqual(["client namespace disconnect", undefined]);
    const echoed = heard(second, "echo");
    socket.emit("echo", 1);
    expect(await echoed).toEqual([1]);
  });
});

describe("a client of the V2 era", () => {
  it("learns with the open packet that it is in the root namespace", async () => {
    const { url } = await bound({ allowEIO3: true, pingTimeout: 5000 });
    const body = await (await fetch(`${url}/socket.io/?EIO=3&transport=polling&t=ML4jUwU&b64=1`)).text();
    expect(body).toMatch(/^\d+:0\{"sid":"[\w-]{20}","upgrades":\["websocket"\],.*\}2:40$/);
  });

  it("has the session's id in the root namespace and a prefixed one elsewhere", async () => {
    const { io, url } = await bound({ allowEIO3: true });
    io.of("/chat");
    const root = once(io, "connection");
    const chat = once(io.of("/chat"), "connection");
    const client = generation2(`${url}/chat`, { transports: ["websocket"], forceNew: true });
    onTestFinished(() => void client.disconnect());
    const [[rootSocket], [chatSocket]] = await Promise.all([root, chat, heard(client, "connect")]);
    expect(rootSocket.id).toBe(rootSocket.conn.id);
    expect(chatSocket.id).toBe(`/chat#${rootSocket.id}`);
  });

  it("passes its credentials in the query of the namespace", async () => {
    const { io, url } = await bound({ allowEIO3: true });
    const joined = once(io.of("/admin"), "connection");
    const client = generation2(`${url}/admin?token=abc`, { transports: ["websocket"], forceNew: true });
    onTestFinished(() => void client.disconnect());
    const [socket] = await joined;
    expect(socket.nsp.name).toBe("/admin");
    expect(socket.handshake.auth).toEqual({ token: "abc" });
    expect(socket.handshake.query).toMatchObject({ EIO: "3", token: "abc" });
  });

  it.each(["/", "/admin"])("is refused in %s with a string", async (nsp) => {
    const { io, url } = await bound({ allowEIO3: true });
    io.of(nsp).use((_socket, next) => next(new Error("not you")));
    const client = generation2(url + nsp, { transports: ["websocket"], forceNew: true, reconnection: false });
    onTestFinished(() => void client.disconnect());
    expect(await heard(client, "error")).toEqual(["not you"]);
  });

  it("may ask for the root namespace, which it has been given already", async () => {
    const server = await runningServer({ allowEIO3: true });
    const connections: unknown[] = [];
    server.io.on("connection", (socket) => {
      connections.push(socket);
      socket.on("echo", (value) => socket.emit("echo", value));
    });
    const raw = await server.raw("EIO=3");
    expect(await raw.next()).toBe("40");
    raw.send("40", "40/?token=1,", '42["echo",1]');
    expect(await raw.next()).toBe('42["echo",1]');
    expect(connections).toHaveLength(1);
  });

  it("stays where its second attempt took it, however late the first is decided", async () => {
    const server = await runningServer({ allowEIO3: true });
    const decisions: (() => void)[] = [];
    const chat = server.io.of("/chat").use((_socket, next) => void decisions.push(next));
    const raw = await server.raw("EIO=3");
    const joined = once(chat, "connection");
    raw.send("40/chat", "41/chat", "40/chat");
    await vi.waitUntil(() => decisions.length === 2, { interval: 2 });
    decisions[1]?.();
    const [socket] = await joined;
    void socket.join("room");
    decisions[0]?.();
    expect(chat.sockets.get(socket.id)).toBe(socket);
    expect([...socket.rooms]).toEqual([socket.id, "room"]);
  });

  it("is refused an unknown namespace", async () => {
    const { url } = await bound({ allowEIO3: true });
    const client = generation2(`${url}/unknown`, { transports: ["websocket"], forceNew: true, reconnection: false });
    onTestFinished(() => void client.disconnect());
    expect(await heard(client, "error")).toEqual(["Invalid namespace"]);
  });
});

describe("a server", () => {
  it("listens on a port, and closes everything it opened", async () => {
    const io = new Server(0);
    await once(io.httpServer, "listening");
    const { port } = io.httpServer.address() as AddressInfo;
    const client = generation4(`http://127.0.0.1:${port}`, { transports: ["websocket"], reconnection: false });
    const [[socket]] = await Promise.all([once(io, "connection"), heard(client, "connect")]);
    const reason = heard(socket, "disconnect");
    const ended = heard(client, "disconnect");
    await io.close();
    expect(await reason).toEqual(["server shutting down", undefined]);
    expect((await ended)[0]).toMatch(/^transport close|io server disconnect$/);
    expect(io.httpServer.listening).toBe(false);
  });

  it.each(WAYS_TO_LISTEN)("takes a port as text: %s", async (_how, listen) => {
    const io = listen("0");
    onTestFinished(() => io.close());
    await once(io.httpServer, "listening");
  });

  it.each(
    WAYS_TO_LISTEN.flatMap(([how, listen]) =>
      ["", "http", "-1", "80 ", "65536", false].map((port) => [how, port, listen] as const),
    ),
  )("refuses what is no port: %s of %j", (_how, port, listen) => {
    const problem = `${inspect(port)} is no port: pass a number from 0 to 65535, or an HTTP server`;
    expect(() => listen(port)).toThrow(new TypeError(problem));
  });

  it.each(WAYS_TO_LISTEN)("refuses a request listener: %s", (_how, listen) => {
    expect(() => listen(() => {})).toThrow(/request listener: pass the HTTP server/);
  });

  it("closes the adapter of each of its namespaces, though one of them fails", async () => {
    const closed: string[] = [];
    class Closing extends MemoryAdapter {
      override close(): Promise<void> {
        closed.push(this.nsp.name);
        return this.nsp.name === "/" ? Promise.reject(new Error("no bus")) : Promise.resolve();
      }
    }
    const logger = { debug() {}, warn() {}, error() {} };
    const io = new Server({ adapter: Closing, logger });
    io.of("/chat");
    const report = once(io, "handler_error");
    await io.close();
    expect(closed).toEqual(["/", "/chat"]);
    expect(await report).toEqual([new Error("no bus"), { socket: undefined, event: "adapter close" }]);
  });

  it("may be told of its path, its client files and its patience before it is attached", async () => {
    const io = new Server({ logger: { debug() {}, warn() {}, error() {} } });
    expect([io.path(), io.serveClient(), io.connectTimeout()]).toEqual(["/socket.io", true, 45_000]);
    expect(io.path("/live/").serveClient(false).connectTimeout(40)).toBe(io);
    expect([io.path(), io.serveClient(), io.connectTimeout()]).toEqual(["/live", false, 40]);
    const http = createServer();
    onTestFinished(() => io.close());
    io.attach(http);
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    const { port } = http.address() as AddressInfo;
    const { status } = await fetch(`http://127.0.0.1:${port}/live/socket.io.js`);
    expect(status).toBe(400);
    const silent = new RawWebSocket(`ws://127.0.0.1:${port}/live/?EIO=4&transport=websocket`);
    expect(await silent.next()).toMatch(/^0\{/);
    await silent.closed;
  });

  it("takes attachments as large as the engine that it is attached with takes messages", async () => {
    const io = new Server();
    const http = createServer();
    io.attach(http, { maxHttpBufferSize: 5_000_000 });
    onTestFinished(() => io.close());
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    io.on("connection", (socket) => socket.on("size", (bytes: Buffer, reply) => reply(bytes.length)));
    const { port } = http.address() as AddressInfo;
    const client = generation4(`http://127.0.0.1:${port}`, { forceNew: true, reconnection: false });
    onTestFinished(() => void client.disconnect());
    expect(await client.timeout(5_000).emitWithAck("size", Buffer.alloc(3_000_000))).toBe(3_000_000);
  });

  it("gives its namespaces new adapters when it is told of another kind", () => {
    class Other extends MemoryAdapter {}
    const io = new Server();
    const chat = io.of("/chat");
    expect(io.adapter()).toBe(MemoryAdapter);
    expect(io.adapter(Other)).toBe(io);
    expect(io.adapter()).toBe(Other);
    for (const nsp of [io.sockets, chat, io.of("/later")]) expect(nsp.adapter).toBeInstanceOf(Other);
  });

  it("is made without a target, and attached later under another path", async () => {
    const { http, io: first } = await bound();
    const io = new Server({ path: "/elsewhere/" });
    expect(() => io.engine).toThrow("attach");
    io.attach(http);
    onTestFinished(() => io.close());
    expect([io.path(), first.path()]).toEqual(["/elsewhere", "/socket.io"]);
    const { port } = http.address() as AddressInfo;
    const client = generation4(`http://127.0.0.1:${port}`, { path: "/elsewhere/", reconnection: false });
    onTestFinished(() => void client.disconnect());
    await Promise.all([once(io, "connection"), heard(client, "connect")]);
    expect(io.httpServer).toBe(http);
  });
});

/** The usual server with its methods ready to be taken apart. */
async function bound(options = {}) {
  const server = await runningServer(options);
  const { io, url, http } = server;
  return { io, url, http, pair: server.pair.bind(server), client: server.client.bind(server) };
}
