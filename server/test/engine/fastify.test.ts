import { once } from "node:events";
import { type AddressInfo, connect as connectSocket } from "node:net";
import upwire, { type UpwireOptions } from "@upwire/server/fastify";
import fastify, { type FastifyInstance, type FastifyServerOptions } from "fastify";
import { io as connect, type Socket as ClientSocket } from "socket.io-client";
import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { readToEnd } from "./running-engine.ts";

/** An application with the plugin, not yet listening, that ends with the test. */
async function application(options: UpwireOptions = {}, server: FastifyServerOptions = {}): Promise<FastifyInstance> {
  const app = fastify(server);
  onTestFinished(() => app.close());
  await app.register(upwire, options);
  return app;
}

async function listening(app: FastifyInstance): Promise<string> {
  await app.listen({ port: 0, host: "127.0.0.1" });
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

function client(url: string, transports: string[], path?: string): ClientSocket {
  const socket = connect(url, {
    transports,
    forceNew: true,
    reconnection: false,
    ...(path === undefined ? {} : { path }),
  });
  onTestFinished(() => void socket.disconnect());
  return socket;
}

function heard(socket: ClientSocket, event: string): Promise<unknown[]> {
  return new Promise((resolve) => {
    socket.once(event, (...args: unknown[]) => resolve(args));
  });
}

/** All that comes back for a request that asks for an upgrade, until the connection ends. */
async function rawAnswer(url: string, path: string, upgrade: string): Promise<string> {
  const socket = connectSocket(Number(new URL(url).port), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: ${upgrade}\r\n\r\n`);
  return readToEnd(socket);
}

describe("the Fastify plugin", () => {
  it.each([[["polling"]], [["websocket"]], [["polling", "websocket"]]])(
    "serves clients over %j",
    async (transports) => {
      const app = await application();
      app.io.on("connection", (socket) => socket.on("echo", (value, reply) => reply(value)));
      const socket = client(await listening(app), transports);
      expect(await socket.emitWithAck("echo", { deep: [1, Buffer.from([2])] })).toEqual({
        deep: [1, Buffer.from([2])],
      });
      if (transports.length === 2 && socket.io.engine.transport.name === "polling")
        await new Promise((resolve) => socket.io.engine.once("upgrade", resolve));
      expect(socket.io.engine.transport.name).toBe(transports.at(-1));
      expect(await socket.emitWithAck("echo", "again")).toBe("again");
    },
  );

  it("runs the application's hooks for polls, posts and WebSockets, and sends the headers that they set", async () => {
    const app = await application({ path: "/live/" });
    const seen: string[] = [];
    app.addHook("onRequest", async (request, reply) => {
      seen.push(`onRequest ${request.method} ${request.raw.headers.upgrade ?? "-"}`);
      reply.header("x-hook", "yes");
    });
    app.addHook("preValidation", async (request) => {
      seen.push(`preValidation ${request.method}`);
    });
    const url = await listening(app);
    const open = await fetch(`${url}/live/?EIO=4&transport=polling`);
    expect(open.headers.get("x-hook")).toBe("yes");
    const { sid } = JSON.parse((await open.text()).slice(1));
    const post = await fetch(`${url}/live/?EIO=4&transport=polling&sid=${sid}`, {
      method: "POST",
      body: "40",
      headers: { "content-type": "text/plain" },
    });
    expect([post.status, await post.text()]).toEqual([200, "ok"]);
    const ws = new WebSocket(`${url.replace("http", "ws")}/live/?EIO=4&transport=websocket`);
    onTestFinished(() => ws.terminate());
    const [response] = await once(ws, "upgrade");
    expect(response.headers["x-hook"]).toBe("yes");
    expect(seen).toEqual([
      "onRequest GET -",
      "preValidation GET",
      "onRequest POST -",
      "preValidation POST",
      "onRequest GET websocket",
      "preValidation GET",
    ]);
  });

  it.each([
    ["answers", 401],
    ["throws", 500],
  ])("lets a hook that %s refuse a poll and an upgrade with its own status", async (how, status) => {
    const app = await application();
    app.addHook("onRequest", async (_request, reply) => {
      if (how === "throws") throw new Error("no database");
      return reply.code(401).send({ error: "who are you?" });
    });
    const url = await listening(app);
    expect((await fetch(`${url}/socket.io/?EIO=4&transport=polling`)).status).toBe(status);
    const ws = new WebSocket(`${url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`);
    ws.on("error", () => {});
    const [, response] = await once(ws, "unexpected-response");
    expect(response.statusCode).toBe(status);
    await once(response.resume(), "end");
    expect(app.io.engine.clientsCount).toBe(0);
  });

  it("leaves other routes and their bodies alone", async () => {
    const app = await application();
    app.post("/json", (request, reply) => reply.send(request.body));
    const url = await listening(app);
    const answer = await fetch(`${url}/json`, {
      method: "POST",
      body: '{"a":1}',
      headers: { "content-type": "application/json" },
    });
    expect(await answer.json()).toEqual({ a: 1 });
    expect((await fetch(`${url}/elsewhere`)).status).toBe(404);
    expect((await fetch(`${url}/socket.io/?EIO=4&transport=polling`, { method: "PUT" })).status).toBe(405);
  });

  it("leaves other upgrades to whoever answers them, and ends those that nobody does", async () => {
    const app = await application({ destroyUpgradeTimeout: 30 });
    app.server.on("upgrade", (request, socket) => {
      if (request.url === "/taken") socket.end("HTTP/1.1 418 I'm a teapot\r\n\r\n");
    });
    const url = await listening(app);
    expect(await rawAnswer(url, "/taken", "websocket")).toContain("418");
    expect(await rawAnswer(url, "/nobody", "websocket")).toBe("");
  });

  it("lets hooks refuse a request that offers another protocol, and answers it as plain HTTP", async () => {
    const app = await application();
    app.addHook("onRequest", async (request, reply) => {
      if (request.url.includes("stranger")) return reply.code(401).send();
    });
    const url = await listening(app);
    const query = "/socket.io/?EIO=4&transport=polling";
    expect(await rawAnswer(url, query, "h2c")).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\n0\{"sid"/);
    expect(await rawAnswer(url, `${query}&stranger`, "h2c")).toMatch(/^HTTP\/1\.1 401 /);
  });

  it("answers 500 where a hook sets a header that there cannot be", async () => {
    const app = await application();
    let broken = true;
    app.addHook("onRequest", async (_request, reply) => {
      if (broken) reply.header("x-broken", "a\nb");
    });
    app.setErrorHandler(async (_error, _request, reply) => reply.removeHeader("x-broken").code(500).send());
    const url = await listening(app);
    expect((await fetch(`${url}/socket.io/?EIO=4&transport=polling`)).status).toBe(500);
    const ws = new WebSocket(`${url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`);
    ws.on("error", () => {});
    const [, response] = await once(ws, "unexpected-response");
    expect(response.statusCode).toBe(500);
    response.destroy();
    broken = false;
    await heard(client(url, ["polling", "websocket"]), "connect");
  });

  it.each([
    ["undefined", undefined, "/socket.io/"],
    ["without the slash at its end", "/live", "/live/"],
  ])("takes a path that is %s", async (_what, path, expected) => {
    const app = await application({ path });
    const url = await listening(app);
    await heard(client(url, ["polling", "websocket"], expected), "connect");
  });

  it("serves the browser client", async () => {
    const app = await application();
    const url = await listening(app);
    // Whether the bundle is built or not, the engine, which knows nothing of it, has not answered.
    expect(await (await fetch(`${url}/socket.io/socket.io.js`)).text()).not.toContain("Transport unknown");
    expect(await (await fetch(`${url}/socket.io/socket.io.css`)).text()).toContain("Transport unknown");
  });

  it("closes with the application: clients are told, and nothing keeps it from ending", async () => {
    const app = await application();
    const url = await listening(app);
    const sockets = [client(url, ["polling"]), client(url, ["websocket"])];
    await Promise.all(sockets.map((socket) => heard(socket, "connect")));
    // A client between two polls would find nobody there, and call it a transport error.
    await expect
      .poll(() => [...app.io.of("/").sockets.values()].every(({ conn }) => conn.transport.writable))
      .toBe(true);
    const disconnected = Promise.all(sockets.map((socket) => heard(socket, "disconnect")));
    await app.close();
    for (const [reason] of await disconnected) expect(reason).toBe("transport close");
    expect(app.io.engine.clientsCount).toBe(0);
    expect(app.server.listening).toBe(false);
    expect(app.server.listenerCount("upgrade")).toBe(0);
  });

  it("logs through the application's logger", async () => {
    const lines: string[] = [];
    const app = await application(
      {},
      { logger: { level: "error", stream: { write: (line: string) => void lines.push(line) } } },
    );
    app.io.on("connection", () => {
      throw new Error("no database");
    });
    await heard(client(await listening(app), ["websocket"]), "connect");
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { msg: "a handler failed", event: "connection", err: { message: "no database", stack: expect.any(String) } },
    ]);
  });
});
