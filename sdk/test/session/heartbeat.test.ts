import { describe, expect, it } from "vitest";
import { eio3 } from "../../src/eio3.ts";
import { MemoryLink } from "../../src/testing/index.ts";
import { openedSession } from "./opened-session.ts";

describe("the heartbeat of Engine.IO 4", () => {
  it("answers every ping and lives on for pingInterval and pingTimeout after it", async () => {
    const { session, peer, clock } = await openedSession(new MemoryLink());
    await clock.advance(499);
    peer.send({ type: "ping" });
    await clock.advance(499);
    expect(peer.received).toEqual([{ type: "pong" }]);
    expect(session.state).toBe("open");
  });

  it("ends with ping timeout when no ping came for pingInterval and pingTimeout", async () => {
    const { peer, clock, told } = await openedSession(new MemoryLink());
    await clock.advance(499);
    expect(told).toEqual([["open", "memory"]]);
    await clock.advance(1);
    expect(told.at(-1)).toEqual(["close", "ping timeout"]);
    expect(peer.closed).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it("counts only pings, not messages or pongs nobody asked for", async () => {
    const { peer, clock, told } = await openedSession(new MemoryLink());
    await clock.advance(400);
    peer.message("still here");
    peer.send({ type: "pong" });
    await clock.advance(100);
    expect(told.at(-1)).toEqual(["close", "ping timeout"]);
  });

  it("judges by the clock when timers are throttled", async () => {
    const { session, clock, told } = await openedSession(new MemoryLink());
    clock.sleep(499);
    expect(session.expired()).toBe(false);
    clock.sleep(1);
    expect(session.writable).toBe(false);
    expect(session.expired()).toBe(true);
    expect(told).toEqual([["open", "memory"]]);
    await clock.advance(0);
    expect(told.at(-1)).toEqual(["close", "ping timeout"]);
  });

  it("survives a blocked loop when a ping waited unread", async () => {
    const { session, peer, clock } = await openedSession(new MemoryLink());
    clock.sleep(10_000);
    const advanced = clock.advance(0);
    peer.send({ type: "ping" });
    await advanced;
    expect(session.state).toBe("open");
    await clock.advance(499);
    expect(session.state).toBe("open");
    await clock.advance(1);
    expect(session.state).toBe("closed");
  });

  it("is reported with its deadline", async () => {
    const { peer, clock, inspected } = await openedSession(new MemoryLink());
    await clock.advance(300);
    peer.send({ type: "ping" });
    const beats = inspected.filter(({ kind }) => kind === "heartbeat");
    expect(beats.at(-1)).toEqual({ at: 300, kind: "heartbeat", direction: "in", deadline: 800 });
  });

  it("takes the longest times a handshake may name without firing at once", async () => {
    const { session, clock } = await openedSession(new MemoryLink(), {
      handshake: { pingInterval: 1_000_000_000, pingTimeout: 999_999_999 },
    });
    await clock.advance(1_000_000);
    expect(session.state).toBe("open");
  });
});

describe("the heartbeat of Engine.IO 3", () => {
  it("pings every pingInterval and lives while pings are answered", async () => {
    const { session, peer, clock } = await openedSession(new MemoryLink(), { protocol: eio3 });
    for (let turn = 0; turn < 10; turn++) {
      await clock.advance(300);
      expect(await peer.receive()).toEqual({ type: "ping" });
      peer.send({ type: "pong" });
    }
    expect(session.state).toBe("open");
  });

  it("ends with ping timeout when a ping stays unanswered", async () => {
    const { clock, told } = await openedSession(new MemoryLink(), { protocol: eio3 });
    await clock.advance(500);
    expect(told.at(-1)).toEqual(["close", "ping timeout"]);
  });

  it("takes no ping of the server for an answer", async () => {
    const { peer, clock, told } = await openedSession(new MemoryLink(), { protocol: eio3 });
    await clock.advance(400);
    peer.send({ type: "ping" });
    await clock.advance(100);
    expect(told.at(-1)).toEqual(["close", "ping timeout"]);
  });
});
