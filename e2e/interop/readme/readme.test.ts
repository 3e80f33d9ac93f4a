import { createServer } from "node:http";
import { type Client, connect, type Socket, upgrade, webSocket, polling } from "@upwire/sdk";
import { Server } from "@upwire/server";
import { afterEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { listen } from "../../fixtures/listen.ts";
import { once } from "../peers/once.ts";
import { complaints, examplesOf, run } from "./example.ts";

const root = await examplesOf("README.md");
const sdk = await examplesOf("sdk/README.md");
const server = await examplesOf("server/README.md");

const CLIENT = 'declare const client: import("@upwire/sdk").Client;';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const close of closers.splice(0).reverse()) await close();
});

/** Closes what an example made when its test ends. */
function closing<Closable extends { close(): unknown }>(thing: Closable): Closable {
  closers.push(() => thing.close());
  return thing;
}

/** A server of ours that stands for the one the examples name. */
async function backend(options: ConstructorParameters<typeof Server>[1] = {}): Promise<{ io: Server; url: string }> {
  const http = createServer();
  const io = closing(new Server(http, options));
  return { io, url: `http://127.0.0.1:${await listen(http)}` };
}

/** Waits until what is expected holds. */
function until(expectation: () => void): Promise<void> {
  return vi.waitFor(expectation, { timeout: 15_000 });
}

async function freePort(): Promise<number> {
  const http = createServer();
  const port = await listen(http);
  await new Promise((resolve) => void http.close(resolve));
  return port;
}

/** A client of the SDK's second example, towards a server of ours. */
async function connected(): Promise<{ io: Server; client: Client }> {
  const { io, url } = await backend();
  io.of("/chat");
  const client = closing(connect(url, { transport: upgrade(polling(), webSocket()) }));
  return { io, client };
}

describe("README.md", () => {
  it("shows a server and a client that get an answer from each other", async () => {
    const port = await freePort();
    const log = vi.spyOn(console, "log").mockReturnValue();
    const { io } = await run(root[0] ?? "", { instead: { 3000: port }, exports: ["io"] });
    closing(io as Server);
    const { socket } = await run(root[1] ?? "", { instead: { 3000: port }, exports: ["socket"] });
    closing(socket as Socket);
    expect(log).toHaveBeenCalledExactlyOnceWith({ hello: "world" });
  });

  it("shows a client made of parts", async () => {
    const { io, url } = await backend();
    io.of("/chat").on("connection", (socket) => {
      socket.on("save", (draft: string, done: (id: number) => void) => done(draft.length));
      socket.emit("message", "welcome");
    });
    const show = vi.fn<(text: string) => void>();
    const example = await run(root[2] ?? "", {
      instead: { "https://example.com": url },
      given: { show, draft: "draft", token: "secret" },
      exports: ["client", "reply"],
    });
    closing(example["client"] as Client);
    expect(example["reply"]).toBe(5);
    expect(show).toHaveBeenCalledExactlyOnceWith("welcome");
  });

  it("shows both sides of the older generation", async () => {
    const port = await freePort();
    const made = once<Server>((resolve) =>
      run(root[4] ?? "", {
        instead: { 3000: port },
        given: {
          Server: class extends Server {
            constructor(...options: ConstructorParameters<typeof Server>) {
              super(...options);
              resolve(this);
            }
          },
        },
      }),
    );
    const io = closing(await made);
    const arrived = once<{ conn: { protocol: number } }>((resolve) => io.on("connection", resolve));
    const { socket } = await run(root[3] ?? "", {
      instead: { "https://old.example.com": `http://127.0.0.1:${port}` },
      exports: ["socket"],
    });
    closing(socket as Socket);
    expect((await arrived).conn.protocol).toBe(3);
  });
});

describe("sdk/README.md", () => {
  it("shows a message each way and an answered one", async () => {
    const { io, url } = await backend();
    const got = once<string>((resolve) =>
      io.of("/chat").on("connection", (socket) => {
        socket.on("message", resolve);
        socket.on("save", (draft: string, done: (id: number) => void) => done(draft.length));
        socket.emit("message", "welcome");
      }),
    );
    const show = vi.fn<(text: string) => void>();
    const example = await run(sdk[0] ?? "", {
      instead: { "https://example.com": url },
      given: { show, draft: "draft" },
      exports: ["client", "id"],
    });
    closing(example["client"] as Client);
    expect(example["id"]).toBe(5);
    expect(show).toHaveBeenCalledExactlyOnceWith("welcome");
    expect(await got).toBe("hello");
  });

  it("shows a client that moves to WebSocket and comes back by itself", async () => {
    const { io, url } = await backend();
    const arrived = once<{ conn: { close(): unknown } }>((resolve) => io.on("connection", resolve));
    const { client } = await run(sdk[1] ?? "", { instead: { "https://example.com": url }, exports: ["client"] });
    const shown = closing(client as Client);
    shown.of("/");
    const back = once((resolve) => void arrived.then(() => io.on("connection", resolve)));
    (await arrived).conn.close();
    await back;
    expect(shown.state).toBe("connected");
  });

  it("shows the habits of Socket.IO", async () => {
    const { io, url } = await backend();
    const arrived = once<{ id: string; handshake: { auth: unknown } }>((resolve) =>
      io.of("/chat").on("connection", resolve),
    );
    const logged = once((resolve) => vi.spyOn(console, "log").mockImplementation(resolve));
    const { socket } = await run(sdk[2] ?? "", {
      instead: { "https://example.com": url },
      given: { token: "secret" },
      exports: ["socket"],
    });
    closing(socket as Socket);
    const { id, handshake } = await arrived;
    expect(handshake.auth).toEqual({ token: "secret" });
    expect(await logged).toBe(id);
  });

  it("shows a namespace with its own auth, its files, and leaving it", async () => {
    const { io, client } = await connected();
    const token = once((resolve) =>
      io.of("/admin").use(({ handshake }, next) => (resolve(handshake.auth["token"]), next())),
    );
    const left = vi.fn<(reason: string) => void>();
    const file = once<{ name: string; bytes: Uint8Array }>((resolve) =>
      io.of("/admin").on("connection", (socket) => socket.on("file", resolve).on("disconnect", left)),
    );
    const given = {
      client,
      freshToken: () => Promise.resolve("fresh"),
      signIn: vi.fn(),
      x: 1,
      y: 2,
      name: "n",
      bytes: Uint8Array.of(1, 2),
    };
    const { leave } = await run(sdk[3] ?? "", {
      given,
      instead: { "admin.disconnect();": "const leave = () => admin.disconnect();" },
      exports: ["leave"],
    });
    expect(await token).toBe("fresh");
    expect(await file).toEqual({ name: "n", bytes: Buffer.of(1, 2) });
    (leave as () => void)();
    await until(() => expect(left).toHaveBeenCalledExactlyOnceWith("client namespace disconnect", undefined));
  });

  it("shows what becomes of a refusal", async () => {
    const { io, client } = await connected();
    io.of("/admin").use((_socket, next) => next(Object.assign(new Error("refused"), { data: "who are you?" })));
    const signIn = vi.fn<(data: unknown) => void>();
    const given = {
      client,
      freshToken: () => Promise.resolve("stale"),
      signIn,
      x: 1,
      y: 2,
      name: "n",
      bytes: Uint8Array.of(1, 2),
    };
    await run(sdk[3] ?? "", { given, instead: { "admin.disconnect();": "" } });
    await until(() => expect(signIn).toHaveBeenCalledExactlyOnceWith("who are you?"));
  });

  it("shows typed events that are answered", async () => {
    const { io, client } = await connected();
    io.of("/notes").on("connection", (socket) => {
      socket.on("save", (draft: { text: string }, done: (id: number) => void) => done(draft.text.length));
    });
    const { saved } = await run(sdk[4] ?? "", { given: { client }, exports: ["saved"] });
    expect(saved).toBe(5);
  });

  it("shows every state", async () => {
    const { client } = await connected();
    const banner = vi.fn<(text: string) => void>();
    const chat = client.of("/chat");
    await run(sdk[5] ?? "", { given: { client, banner } });
    await until(() => expect(chat.connected).toBe(true));
    expect(banner.mock.calls.length).toBeGreaterThanOrEqual(3);
    client.close();
  });

  it("shows how the wire is watched", async () => {
    const { client } = await connected();
    const log = vi.spyOn(console, "log").mockReturnValue();
    client.close();
    await run(sdk[6] ?? "", { given: { client }, instead: { "stop();": "" } });
    client.connect().of("/chat");
    await until(() => {
      expect(log).toHaveBeenCalledWith("out", expect.objectContaining({ nsp: "/chat" }));
      expect(log).toHaveBeenCalledWith("confirmed", "polling", "websocket");
    });
  });

  it("shows how a server of Socket.IO 2 is reached", async () => {
    const { io, url } = await backend({ allowEIO3: true });
    const arrived = once<{ conn: { protocol: number } }>((resolve) => io.on("connection", resolve));
    const { client } = await run(sdk[7] ?? "", { instead: { "https://old.example.com": url }, exports: ["client"] });
    closing(client as Client).of("/");
    expect((await arrived).conn.protocol).toBe(3);
  });
});

describe("server/README.md", () => {
  it("shows a room", async () => {
    const port = await freePort();
    const { io } = await run(server[0] ?? "", { instead: { 3000: port }, exports: ["io"] });
    closing(io as Server);
    const [one, two] = [0, 1].map(() =>
      closing(connect(`http://127.0.0.1:${port}`, { transport: webSocket() })).of("/"),
    );
    await until(() => expect([one?.connected, two?.connected]).toEqual([true, true]));
    const said = once((resolve) => two?.on("said", resolve));
    expect(await one?.emitWithAck("say", "hello")).toBe("ok");
    expect(await said).toBe("hello");
  });

  it("shows Fastify's hooks before every transport", async () => {
    const port = await freePort();
    const { app } = await run(server[1] ?? "", { instead: { 3000: port }, exports: ["app"] });
    closing(app as { close(): unknown });
    const extraHeaders = { authorization: "secret" };
    const url = `http://127.0.0.1:${port}`;
    for (const transport of [polling({ extraHeaders }), webSocket({ extraHeaders })]) {
      const guest = closing(connect(url, { transport })).of("/");
      await once((resolve) => guest.on("hello", () => resolve(undefined)));
    }
    for (const transport of [polling(), webSocket()]) {
      const stranger = closing(connect(url, { transport })).of("/");
      expect(await once((resolve) => stranger.on("connect_error", resolve))).toHaveProperty("code");
    }
  });

  it("shows the bare engine", async () => {
    const port = await freePort();
    const { http, engine } = await run(server[2] ?? "", { instead: { 3000: port }, exports: ["http", "engine"] });
    closing(http as { close(): unknown });
    closing(engine as { close(): unknown });
    const socket = new WebSocket(`ws://127.0.0.1:${port}/engine.io/?EIO=4&transport=websocket`);
    closing(socket);
    const echoed = once((resolve) =>
      socket.on("message", (data: Buffer) => data.toString() === "4hi" && resolve(true)),
    );
    await once((resolve) => socket.on("open", resolve));
    socket.send("4hi");
    expect(await echoed).toBe(true);
  });
});

describe("every example", () => {
  it("compiles with the strictest flags", async () => {
    const preludes = new Map([
      [root[2], "declare const draft: string, token: string; declare function show(text: unknown): void;"],
      [root[4], 'import { Server } from "@upwire/server";'],
      [sdk[0], "declare const draft: string; declare function show(text: string): void;"],
      [sdk[2], "declare const token: string;"],
      [
        sdk[3],
        `${CLIENT} declare const name: string, bytes: Uint8Array, x: number, y: number;
         declare function freshToken(): Promise<string>; declare function signIn(data: unknown): void;`,
      ],
      [sdk[4], CLIENT],
      [sdk[5], `${CLIENT} declare function banner(text: string): void;`],
      [sdk[6], CLIENT],
    ]);
    const examples = [...root, ...sdk, ...server].map((code) => ({ code, prelude: preludes.get(code) ?? "" }));
    expect(await complaints(examples)).toBe("");
  });

  it("has its test here", () => {
    expect([root.length, sdk.length, server.length]).toEqual([5, 8, 3]);
  });
});
