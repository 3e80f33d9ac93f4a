import { once } from "node:events";
import { describe, expect, it } from "vitest";
import type { WebSocket } from "ws";
import { bandwidth } from "../../fixtures/fault-proxy/toxics/bandwidth.ts";
import { blockWebSocket } from "../../fixtures/fault-proxy/toxics/block-web-socket.ts";
import { cut } from "../../fixtures/fault-proxy/toxics/cut.ts";
import { delay } from "../../fixtures/fault-proxy/toxics/delay.ts";
import { dropUpgrade } from "../../fixtures/fault-proxy/toxics/drop-upgrade.ts";
import { halfOpen } from "../../fixtures/fault-proxy/toxics/half-open.ts";
import { holdPoll } from "../../fixtures/fault-proxy/toxics/hold-poll.ts";
import { refuse } from "../../fixtures/fault-proxy/toxics/refuse.ts";
import { slice } from "../../fixtures/fault-proxy/toxics/slice.ts";
import { Inbox } from "../inbox.ts";
import { messageText, proxiedServer } from "./proxied-server.ts";

const POLL = "/socket.io/?EIO=4&transport=polling&sid=abc";

function inboxOf(socket: WebSocket): Inbox<string> {
  const inbox = new Inbox<string>();
  socket.on("message", (data) => inbox.add(messageText(data)));
  return inbox;
}

async function ended(socket: WebSocket): Promise<void> {
  if (socket.readyState === socket.CLOSED) return;
  await new Promise((resolve) => socket.on("close", resolve));
}

describe("the fault proxy without faults", () => {
  it("passes HTTP with bodies of known length and in chunks", async () => {
    await using server = await proxiedServer();
    const body = "x".repeat(300_000);
    expect(await server.post("/a", body)).toEqual({ status: 200, body: `POST /a\n${body}` });
    expect(await server.get("/b")).toEqual({ status: 200, body: "GET /b\n" });
    expect(server.proxy.accepted).toBe(2);
  });

  it("passes WebSocket messages of every length form", async () => {
    await using server = await proxiedServer();
    const socket = server.webSocket();
    const heard = inboxOf(socket);
    await once(socket, "open");
    const sent = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000].map((length) => "y".repeat(length));
    for (const text of sent) socket.send(text);
    expect(await heard.filled(sent.length)).toEqual(sent);
  });

  it("passes a close with its code", async () => {
    await using server = await proxiedServer();
    const socket = server.webSocket();
    await once(socket, "open");
    const [end] = server.sockets;
    const seen = end && once(end, "close");
    socket.close(4001, "done");
    expect(String((await seen)?.[0])).toBe("4001");
    await ended(socket);
  });

  it("breaks every connection when told to, and welcomes new ones", async () => {
    await using server = await proxiedServer();
    const sockets = [server.webSocket(), server.webSocket()];
    await Promise.all(sockets.map((socket) => once(socket, "open")));
    const gone = [...sockets, ...server.sockets].map((socket) => once(socket, "close"));
    server.proxy.cut();
    expect(server.proxy.connections).toBe(0);
    expect((await Promise.all(gone)).map(([code]: unknown[]) => code)).toEqual([1006, 1006, 1006, 1006]);
    expect((await server.get("/")).status).toBe(200);
  });
});

describe("toxics on whole connections", () => {
  it("refuse turns new connections away and spares those there are", async () => {
    await using server = await proxiedServer();
    const socket = server.webSocket();
    const heard = inboxOf(socket);
    await once(socket, "open");
    const heal = server.proxy.use(refuse());
    await expect(server.get("/")).rejects.toThrow();
    socket.send("still here");
    expect(await heard.at(0)).toBe("still here");
    heal();
    expect((await server.get("/")).status).toBe(200);
  });

  it("cut ends a connection after so many bytes, the same ones with the same seed", async () => {
    const lengths = async (seed: number): Promise<readonly number[]> => {
      await using server = await proxiedServer(seed);
      server.proxy.use(cut({ bytes: 2_000, spreadBytes: 20_000, direction: "down" }));
      const counts: number[] = [];
      for (let index = 0; index < 3; index += 1) {
        const socket = server.webSocket();
        const heard = inboxOf(socket);
        await once(socket, "open");
        for (let sent = 0; sent < 250; sent += 1) socket.send("z".repeat(98));
        await ended(socket);
        counts.push(heard.items.length);
      }
      return counts;
    };
    const counts = await lengths(7);
    expect(await lengths(7)).toEqual(counts);
    expect(await lengths(8)).not.toEqual(counts);
    expect(counts.every((count) => count >= 15 && count <= 220)).toBe(true);
  });

  it("half-open swallows one direction and everything after, ends included", async () => {
    await using server = await proxiedServer();
    const socket = server.webSocket();
    const heard = inboxOf(socket);
    await once(socket, "open");
    const atServer = new Inbox<string>();
    server.sockets[0]?.on("message", (data) => atServer.add(messageText(data)));
    server.proxy.use(halfOpen("down"));
    for (let index = 0; index < 10; index += 1) {
      socket.send("arrives");
      expect(await atServer.at(index)).toBe("arrives");
    }
    server.proxy.use(halfOpen("up"));
    socket.terminate();
    await ended(socket);
    expect(heard.items).toEqual([]);
    // The other side cannot know: a message of its own still seems to leave.
    expect(server.sockets[0]?.readyState).toBe(1);
    server.proxy.cut();
    if (server.sockets[0] !== undefined) await ended(server.sockets[0]);
  });

  it("delay makes messages late and keeps their order", async () => {
    await using server = await proxiedServer();
    const socket = server.webSocket();
    const heard = inboxOf(socket);
    await once(socket, "open");
    server.proxy.use(delay({ delay: 30, jitter: 20 }));
    const start = performance.now();
    const sent = Array.from({ length: 50 }, (_, index) => String(index));
    for (const text of sent) socket.send(text);
    expect(await heard.filled(50)).toEqual(sent);
    expect(performance.now() - start).toBeGreaterThan(58);
  });

  it("lets go of what it delayed when it is taken off", async () => {
    await using server = await proxiedServer();
    const socket = server.webSocket();
    const heard = inboxOf(socket);
    await once(socket, "open");
    const atServer = server.sockets[0] && inboxOf(server.sockets[0]);
    const heal = server.proxy.use(delay({ delay: 3_600_000, direction: "down" }));
    for (const text of ["one", "two"]) socket.send(text);
    await atServer?.filled(2);
    heal();
    socket.send("three");
    expect(await heard.filled(3)).toEqual(["one", "two", "three"]);
  });

  it("bandwidth takes the time that the bytes need", async () => {
    await using server = await proxiedServer();
    server.proxy.use(bandwidth({ bytesPerSecond: 200_000, direction: "up" }));
    const start = performance.now();
    expect((await server.post("/", "x".repeat(40_000))).body.length).toBe(40_007);
    const took = performance.now() - start;
    expect(took).toBeGreaterThan(190);
  });

  it("slice sends single bytes and loses none", async () => {
    await using server = await proxiedServer();
    server.proxy.use(slice());
    expect(await server.post("/", "é😀".repeat(200))).toEqual({ status: 200, body: `POST /\n${"é😀".repeat(200)}` });
    const socket = server.webSocket();
    const heard = inboxOf(socket);
    await once(socket, "open");
    for (const text of ["2probe", "w".repeat(300)]) socket.send(text);
    expect(await heard.filled(2)).toEqual(["3probe", "w".repeat(300)]);
  });
});

describe("toxics that read the wire", () => {
  it("hold poll keeps back the answer to a poll and nothing else", async () => {
    await using server = await proxiedServer();
    const heal = server.proxy.use(holdPoll());
    let answered = false;
    const poll = server.get(POLL).finally(() => (answered = true));
    expect((await server.post(POLL, "4hello")).status).toBe(200);
    expect((await server.get("/socket.io/?EIO=4&transport=polling")).status).toBe(200);
    expect(answered).toBe(false);
    heal();
    expect((await poll).status).toBe(200);
  });

  it("block WebSocket answers the upgrade with the status it was given, and passes HTTP", async () => {
    await using server = await proxiedServer();
    server.proxy.use(blockWebSocket(407));
    const socket = server.webSocket();
    const [, response] = await once(socket, "unexpected-response");
    expect(response).toMatchObject({ statusCode: 407 });
    expect(server.sockets).toEqual([]);
    expect((await server.get("/")).status).toBe(200);
    socket.terminate();
  });

  it("block WebSocket cuts, or keeps silent", async () => {
    await using server = await proxiedServer();
    const heal = server.proxy.use(blockWebSocket("cut"));
    await ended(server.webSocket());
    heal();
    server.proxy.use(blockWebSocket("silence"));
    const socket = server.webSocket();
    expect((await server.get("/")).status).toBe(200);
    expect(socket.readyState).toBe(socket.CONNECTING);
    socket.terminate();
    await ended(socket);
  });

  it.each(["2probe", "3probe", "5"] as const)("drop upgrade swallows %s alone", async (step) => {
    await using server = await proxiedServer();
    let drops = 0;
    server.proxy.use(dropUpgrade(step, "swallow", () => (drops += 1)));
    const socket = server.webSocket();
    const heard = inboxOf(socket);
    await once(socket, "open");
    for (const text of ["2probe", "5", "after"]) socket.send(text);
    const expected = ["3probe", "5", "after"].filter((text) => text !== (step === "2probe" ? "3probe" : step));
    expect(await heard.filled(2)).toEqual(expected);
    expect(drops).toBe(1);
  });

  it("drop upgrade swallows all from a step on", async () => {
    await using server = await proxiedServer();
    server.proxy.use(dropUpgrade("3probe", "silence"));
    const socket = server.webSocket();
    const heard = inboxOf(socket);
    await once(socket, "open");
    const atServer = server.sockets[0] && inboxOf(server.sockets[0]);
    for (const text of ["before", "2probe"]) socket.send(text);
    await atServer?.filled(2);
    expect(await heard.filled(1)).toEqual(["before"]);
    socket.terminate();
  });

  it.each(["request", "response", "2probe", "3probe", "5"] as const)("drop upgrade cuts before %s", async (step) => {
    await using server = await proxiedServer();
    let drops = 0;
    server.proxy.use(dropUpgrade(step, "cut before", () => (drops += 1)));
    const socket = server.webSocket();
    const heard = inboxOf(socket);
    socket.on("open", () => socket.send("2probe"));
    socket.on("message", () => socket.send("5"));
    await ended(socket);
    expect(heard.items).toEqual(step === "5" ? ["3probe"] : []);
    expect(drops).toBe(1);
  });

  it.each(["3probe", "5"] as const)("drop upgrade cuts after %s has arrived", async (step) => {
    await using server = await proxiedServer();
    server.proxy.use(dropUpgrade(step, "cut after"));
    const socket = server.webSocket();
    const heard = inboxOf(socket);
    await once(socket, "open");
    const end = server.sockets[0];
    if (end === undefined) throw new Error("The server saw no WebSocket.");
    const atServer = inboxOf(end);
    socket.send("2probe");
    if (step === "5") socket.once("message", () => socket.send("5"));
    await Promise.all([ended(socket), ended(end)]);
    expect(step === "5" ? atServer.items : heard.items).toContain(step);
  });

  it("takes every fault off when it heals", async () => {
    await using server = await proxiedServer();
    server.proxy.use(blockWebSocket());
    server.proxy.use(refuse());
    expect(server.proxy.active).toEqual(["block WebSocket", "refuse"]);
    server.proxy.heal();
    expect(server.proxy.active).toEqual([]);
    await once(server.webSocket(), "open");
  });
});
