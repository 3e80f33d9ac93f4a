import { once } from "node:events";
import { Namespace, ParentNamespace, type Socket } from "@upwire/server";
import { describe, expect, it, vi } from "vitest";
import { heard, type RunningServer, runningServer } from "./running-server.ts";

describe("a namespace", () => {
  it("is one object for one name, with or without a slash", async () => {
    const { io } = await runningServer();
    const made = vi.fn<(namespace: Namespace) => void>();
    io.on("new_namespace", made);
    expect(io.of("chat")).toBe(io.of("/chat"));
    expect(io.of("/")).toBe(io.sockets);
    expect(made.mock.calls).toEqual([[io.of("/chat")]]);
  });

  it("keeps its events to itself", async () => {
    const server = await runningServer();
    server.io.of("/chat");
    const chat = await server.pair("/chat");
    const root = await server.pair();
    const received: string[] = [];
    chat.client.onAny((name) => received.push(`chat ${name}`));
    root.client.onAny((name) => received.push(`root ${name}`));
    for (const { client } of [chat, root]) client.on("settle", (reply: () => void) => reply());
    server.io.of("/chat").emit("a");
    server.io.emit("b");
    await Promise.all([chat.socket.emitWithAck("settle"), root.socket.emitWithAck("settle")]);
    expect(received.toSorted()).toEqual(["chat a", "chat settle", "root b", "root settle"]);
  });

  it("takes its listener along", async () => {
    const server = await runningServer();
    const joined = new Promise((resolve) => {
      server.io.of("/chat", resolve);
    });
    const { socket } = await server.pair("/chat");
    expect(await joined).toBe(socket);
  });

  it("that does not exist refuses", async () => {
    const server = await runningServer();
    const [error] = await heard(server.client("/nowhere"), "connect_error");
    expect(error).toEqual(new Error("Invalid namespace"));
  });
});

describe("a dynamic namespace", () => {
  it("is made for the names that match a pattern, however often it is asked", async () => {
    const server = await runningServer();
    const parent = server.io.of(/^\/room-\d+$/g);
    expect(parent).toBeInstanceOf(ParentNamespace);
    expect(server.io.of(/^\/room-\d+$/g)).toBe(parent);
    const made = once(server.io, "new_namespace");
    const first = server.client("/room-1");
    const second = server.client("/room-2");
    const sockets = await Promise.all([heard(first, "connect"), heard(second, "connect")]);
    expect(sockets).toHaveLength(2);
    expect((await made)[0]).toBeInstanceOf(Namespace);
    expect([...(parent as ParentNamespace).children].map(({ name }) => name).toSorted()).toEqual([
      "/room-1",
      "/room-2",
    ]);
    const received = Promise.all([heard(first, "all"), heard(second, "all")]);
    parent.emit("all", 1);
    expect(await received).toEqual([[1], [1]]);
    await expect(parent.fetchSockets()).rejects.toThrow("not supported");
    const [error] = await heard(server.client("/room-x"), "connect_error");
    expect(error).toEqual(new Error("Invalid namespace"));
  });

  it("hands its listeners and middlewares to its children", async () => {
    const server = await runningServer();
    const seen: string[] = [];
    const parent = server.io.of((_name, _auth, decide) => decide(null, true));
    parent.use((socket, next) => (seen.push(`use ${socket.nsp.name}`), next()));
    parent.on("connection", (socket) => seen.push(`connection ${socket.nsp.name}`));
    await heard(server.client("/a"), "connect");
    expect(seen).toEqual(["use /a", "connection /a"]);
  });

  it("may ask elsewhere before it decides", async () => {
    const server = await runningServer();
    server.io.of(async (_name, auth, decide) => {
      const { token } = await Promise.resolve(auth);
      decide(null, token === "right");
    });
    const welcome = server.client("/a", { auth: { token: "right" } });
    const [, [error]] = await Promise.all([
      heard(welcome, "connect"),
      heard(server.client("/b", { auth: { token: "wrong" } }), "connect_error"),
    ]);
    expect(error).toEqual(new Error("Invalid namespace"));
  });

  it.each([
    ["throws", () => fail()],
    ["rejects", async () => fail()],
    [
      "decides with an error",
      (_name: string, _auth: unknown, decide: (error: Error, match?: boolean) => void) => decide(new Error("x"), true),
    ],
  ])("whose function %s does not take the name, and the next one is asked", async (how, match) => {
    const server = await runningServer();
    server.io.of(match);
    const reports: string[] = [];
    server.io.on("handler_error", (error, { event }) => void reports.push(`${event}: ${error.message}`));
    const next = server.io.of(/second/) as ParentNamespace;
    await heard(server.client("/second"), "connect");
    expect(next.children.size).toBe(1);
    // An error that it passes on is an answer, and no failure.
    expect(reports).toEqual(how === "decides with an error" ? [] : ["namespace: match"]);
  });

  it("lets two clients that ask at the same time into one namespace", async () => {
    const server = await runningServer();
    const decisions: (() => void)[] = [];
    const parent = server.io.of(
      (_name, _auth, decide) => void decisions.push(() => decide(null, true)),
    ) as ParentNamespace;
    const clients = [server.client("/a"), server.client("/a")];
    await vi.waitUntil(() => decisions.length === 2, { interval: 2 });
    for (const decide of decisions) decide();
    await Promise.all(clients.map((client) => heard(client, "connect")));
    expect(parent.children.size).toBe(1);
    expect(server.io.of("/a").sockets.size).toBe(2);
  });

  it("keeps its empty children unless told to clean up", async () => {
    const server = await runningServer();
    const parent = server.io.of(/a/) as ParentNamespace;
    const { socket } = await dynamicPair(server, "/a");
    socket.disconnect();
    expect(parent.children.size).toBe(1);
  });

  it("closes a child with its last socket when told to clean up", async () => {
    const server = await runningServer({ cleanupEmptyChildNamespaces: true });
    const parent = server.io.of(/a/) as ParentNamespace;
    const first = await dynamicPair(server, "/a");
    const second = await dynamicPair(server, "/a");
    const close = vi.spyOn(first.socket.nsp.adapter, "close");
    first.socket.disconnect();
    expect([parent.children.size, close.mock.calls.length]).toEqual([1, 0]);
    second.socket.disconnect();
    expect([parent.children.size, close.mock.calls.length]).toEqual([0, 1]);
    const third = await dynamicPair(server, "/a");
    expect(third.socket.nsp).not.toBe(first.socket.nsp);
  });

  it("cleans up a child that refused its only client", async () => {
    const server = await runningServer({ cleanupEmptyChildNamespaces: true });
    const parent = server.io.of(/a/) as ParentNamespace;
    parent.use((_socket, next) => next(new Error("no")));
    await heard(server.client("/a"), "connect_error");
    expect(parent.children.size).toBe(0);
  });
});

/** A client in a namespace that is made for it, or was for another. */
async function dynamicPair(server: RunningServer, name: string): Promise<{ socket: Socket }> {
  const client = server.client(name);
  await heard(client, "connect");
  const socket = server.io.of(name).sockets.get(client.id ?? "");
  if (socket === undefined) throw new Error("the client has no socket");
  return { socket };
}

function fail(): never {
  throw new Error("match");
}
