import type { Client, Socket } from "@upwire/sdk";
import { afterEach, describe, expect, it, vi } from "vitest";
import { once } from "../peers/once.ts";
import { examplesOf, run } from "./example.ts";
import { backend, closing, connected, until } from "./stand-ins.ts";

const sdk = await examplesOf("sdk/README.md");

afterEach(() => void vi.restoreAllMocks());

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
