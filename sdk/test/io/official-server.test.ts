import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { eio3 } from "../../src/eio3.ts";
import { io, type IoOptions, type Socket } from "../../src/index.ts";
import { type OfficialServer, officialServer } from "../support/official-server.ts";

const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function start(generation: 2 | 3 | 4, options?: object): Promise<OfficialServer> {
  const server = await officialServer(generation, options);
  cleanUps.push(() => server.close());
  return server;
}

function open(url: string, options: IoOptions = {}): Socket {
  const socket = io(url, { reconnectionDelay: 20, reconnectionDelayMax: 50, ...options });
  cleanUps.push(() => socket.io.close());
  return socket;
}

/** The arguments of the next event of that name. */
function next(socket: Socket, name: string): Promise<unknown[]> {
  return new Promise((resolve) => socket.once(name, (...args: unknown[]) => resolve(args)));
}

const generations = [2, 3, 4] as const;
const transports = [["polling"], ["websocket"], ["polling", "websocket"]];
const combinations = generations.flatMap((generation) => transports.map((names) => ({ generation, names })));

describe.each(combinations)(
  "io with an official server of generation $generation over $names",
  ({ generation, names }) => {
    const options: IoOptions = { transports: names, ...(generation === 2 && { protocol: eio3 }) };

    it("exchanges events, binary and acknowledgements both ways", async () => {
      const { io: server, url } = await start(generation);
      const value = {
        text: "🦄 \u{10ffff} é",
        list: [1, null, true],
        bytes: Buffer.from([1, 2, 3]),
        empty: Buffer.alloc(0),
      };
      const answers: unknown[] = [];
      server.on("connection", (peer) => {
        peer.on("echo", (given, reply) => reply(given));
        peer.emit("ask", value, (answer: unknown) => answers.push(answer) && peer.emit("done"));
      });
      const socket = open(url, options);
      socket.on("ask", (given, reply) => reply(given));
      const done = next(socket, "done");
      expect(await socket.emitWithAck("echo", value)).toEqual(value);
      await done;
      expect(answers).toEqual([value]);
    });

    it("shares the link with another namespace", async () => {
      const { io: server, url } = await start(generation);
      server.of("/chat").on("connection", (peer) => peer.emit("welcome"));
      const root = open(url, options);
      const chat = open(`${url}/chat`, options);
      await next(chat, "welcome");
      if (!root.connected) await next(root, "connect");
      expect(chat.io).toBe(root.io);
      expect(chat.id).not.toBe(root.id);
    });

    it("comes back after the link was cut, with what was emitted meanwhile", async () => {
      const { io: server, url } = await start(generation);
      const got: unknown[] = [];
      server.on("connection", (peer) => {
        peer.on("note", (text, reply) => reply(got.push(text)));
        peer.on("cut", () => peer.conn.close());
      });
      const socket = open(url, options);
      await next(socket, "connect");
      const disconnected = next(socket, "disconnect");
      socket.emit("cut");
      expect((await disconnected)[0]).toBe("transport close");
      expect(await socket.emitWithAck("note", "kept")).toBe(1);
      expect(got).toEqual(["kept"]);
    });

    it("hears of both kinds of disconnection by the server", async () => {
      const { io: server, url } = await start(generation);
      server.on("connection", (peer) => peer.disconnect());
      const socket = open(url, options);
      const [reason] = await next(socket, "disconnect");
      expect([reason, socket.active]).toEqual(["io server disconnect", false]);
    });

    it("is told when a middleware refuses it", async () => {
      const { io: server, url } = await start(generation);
      server.of("/secret").use((_peer, proceed) => proceed(new Error("not you")));
      const socket = open(`${url}/secret`, options);
      const [error] = await next(socket, "connect_error");
      expect(error).toMatchObject({ code: "CONNECT_REFUSED", message: "not you" });
    });

    it("keeps the order of hundreds of events of one tick", async () => {
      const { io: server, url } = await start(generation);
      const got: unknown[] = [];
      server.on("connection", (peer) => peer.on("n", (n) => got.push(n) === 300 && peer.emit("all")));
      const socket = open(url, options);
      for (let n = 0; n < 300; n++) socket.emit("n", n);
      await next(socket, "all");
      expect(got).toEqual(Array.from({ length: 300 }, (_, n) => n));
    });
  },
);

describe("io with the official server", () => {
  it("shows the upgrade at io.engine", async () => {
    const { url } = await start(4);
    const socket = open(url);
    const { engine } = socket.io;
    expect(engine.transport.name).toBe("polling");
    const steps: string[] = [];
    engine.on("upgrading", (transport) => steps.push(`upgrading ${transport.name}`));
    await new Promise((resolve) => engine.once("upgrade", resolve));
    expect([steps, engine.transport.name]).toEqual([["upgrading websocket"], "websocket"]);
  });

  it("recovers the session of before", async () => {
    const { io: server, url } = await start(4, { connectionStateRecovery: {} });
    server.on("connection", (peer) => {
      peer.emit("hello");
      peer.on("cut", () => peer.conn.close());
    });
    const socket = open(url, { transports: ["websocket"] });
    await next(socket, "hello");
    const { id } = socket;
    const again = next(socket, "connect");
    socket.emit("cut");
    await again;
    expect([socket.recovered, socket.id]).toEqual([true, id]);
  });

  it("explains itself to a server of Socket.IO 2 without eio3, and the other way round", async () => {
    const { url } = await start(2);
    const socket = open(url, { reconnection: false });
    const [error] = await next(socket, "connect_error");
    expect(error).toMatchObject({ message: expect.stringMatching(/eio3/) });
    const { url: current } = await start(4);
    const old = open(current, { protocol: eio3, reconnection: false });
    const [refusal] = await next(old, "connect_error");
    expect(refusal).toMatchObject({ code: "UNSUPPORTED_PROTOCOL" });
  });

  it("reports that nobody listens, and gives up after the attempts allowed", async () => {
    const server = await officialServer(4);
    await server.close();
    const socket = open(server.url, { reconnectionAttempts: 2 });
    const errors: unknown[] = [];
    socket.on("connect_error", (error) => errors.push(error.code));
    const attempts: number[] = [];
    socket.io.on("reconnect_attempt", (attempt) => attempts.push(attempt));
    await new Promise<void>((resolve) => socket.io.on("reconnect_failed", resolve));
    expect(attempts).toEqual([1, 2]);
    expect(errors).toEqual(["UNREACHABLE", "UNREACHABLE", "UNREACHABLE"]);
  });

  it("sends the query of the URL and of the options with the handshake", async () => {
    const { io: server, url } = await start(4);
    const connection = once(server, "connection");
    open(`${url}/?a=1`, { transports: ["websocket"] });
    const [peer] = await connection;
    expect(peer.handshake.query).toMatchObject({ a: "1" });
  });
});

describe("io with options of transports", () => {
  it("exchanges binary as base64 with forceBase64, over each transport", async () => {
    for (const names of transports) {
      const { io: server, url } = await start(4);
      server.on("connection", (peer) => peer.on("echo", (given, reply) => reply(given)));
      const socket = open(url, { transports: names, forceBase64: true });
      const bytes = Buffer.from([0, 255, 1]);
      expect(await socket.emitWithAck("echo", bytes)).toEqual(bytes);
    }
  });

  it("tries the next transport with tryAllTransports", async () => {
    const { url } = await start(4, { transports: ["polling"] });
    const socket = open(url, { transports: ["websocket", "polling"], tryAllTransports: true });
    await next(socket, "connect");
    expect(socket.io.engine.transport.name).toBe("polling");
  });

  it("begins with WebSocket after it has worked, with rememberUpgrade", async () => {
    const { io: server, url } = await start(4);
    server.on("connection", (peer) => peer.on("cut", () => peer.conn.close()));
    const socket = open(url, { rememberUpgrade: true });
    await new Promise((resolve) => socket.io.engine.once("upgrade", resolve));
    const again = next(socket, "connect");
    if (!socket.connected) await next(socket, "connect");
    const reconnected = new Promise((resolve) => socket.io.once("reconnect", resolve));
    socket.emit("cut");
    await Promise.all([again, reconnected]);
    expect(socket.io.engine.transport.name).toBe("websocket");
  });

  it("stays on the first transport without upgrade", async () => {
    const { io: server, url } = await start(4);
    server.on("connection", (peer) => peer.on("echo", (given, reply) => reply(given)));
    const socket = open(url, { upgrade: false });
    expect(await socket.emitWithAck("echo", 1)).toBe(1);
    expect(await socket.emitWithAck("echo", 2)).toBe(2);
    expect(socket.io.engine.transport.name).toBe("polling");
  });
});
