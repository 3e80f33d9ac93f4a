import type { InspectionEvent } from "@upwire/protocol";
import { describe, expect, it } from "vitest";
import { UpwireError } from "../../src/errors.ts";
import { MemoryLink, type MemoryPeer, settled } from "../../src/testing/index.ts";
import { upgrade } from "../../src/transports/upgrade.ts";
import { type Opened, openedSession } from "../session/opened-session.ts";

interface Upgrading extends Opened {
  /** The new connection. */
  readonly probe: MemoryPeer;
}

async function upgrading(): Promise<Upgrading> {
  const from = new MemoryLink("polling");
  const to = new MemoryLink("websocket");
  const opened = await openedSession(from, {
    transport: upgrade(from.transport, to.transport),
    handshake: { upgrades: ["websocket"], pingInterval: 60_000 },
  });
  return { ...opened, probe: await to.accept() };
}

async function answered(): Promise<Upgrading> {
  const all = await upgrading();
  all.probe.open();
  await settled();
  all.probe.send({ type: "pong", data: "probe" });
  return all;
}

function steps(inspected: readonly InspectionEvent[]): string[] {
  return inspected.flatMap((event) =>
    event.kind === "upgrade" ? [event.reason ? `${event.step}: ${event.reason}` : event.step] : [],
  );
}

/** Proves that the session goes on over the old transport as if nothing had been tried. */
async function expectUnharmed({ session, peer, probe, told, clock }: Upgrading): Promise<void> {
  await settled();
  expect([session.transport.name, session.writable, peer.paused, peer.closed, probe.closed]).toEqual([
    "polling",
    true,
    false,
    false,
    true,
  ]);
  // Only the heartbeat's timer is left.
  expect(clock.pending).toBe(1);
  const sent = peer.received.length;
  void session.send("after");
  peer.message("back");
  await settled();
  expect(peer.received.slice(sent)).toEqual([{ type: "message", data: "after" }]);
  expect(told.at(-1)).toEqual(["message", "back"]);
}

const refused = new UpwireError("WEB_SOCKET_REFUSED", "a proxy is in the way");

describe("upgrade", () => {
  it("probes, pauses, confirms and moves, in this order", async () => {
    const { session, peer, probe, clock, inspected } = await upgrading();
    probe.open();
    expect(await probe.receive()).toEqual({ type: "ping", data: "probe" });
    const release = peer.hold();
    probe.send({ type: "pong", data: "probe" });
    await settled();
    expect([peer.paused, probe.received.length, session.writable]).toEqual([true, 0, false]);
    release();
    expect(await probe.receive()).toEqual({ type: "upgrade" });
    await settled();
    expect([session.transport.name, session.writable, peer.closed, clock.pending]).toEqual([
      "websocket",
      true,
      true,
      1,
    ]);
    expect(steps(inspected)).toEqual([
      "started",
      "probe opened",
      "probe sent",
      "probe answered",
      "paused",
      "confirmed",
    ]);
  });

  it("holds what is sent meanwhile and sends it over the new transport, after the upgrade packet", async () => {
    const { session, peer, probe } = await upgrading();
    probe.open();
    void session.send("before");
    await settled();
    const release = peer.hold();
    void session.send("in flight");
    await settled();
    probe.send({ type: "pong", data: "probe" });
    void session.send("held");
    await settled();
    release();
    await settled();
    void session.send("after");
    await settled();
    expect(peer.received.map(({ data }) => data)).toEqual(["before", "in flight"]);
    expect(probe.received.map(({ type, data }) => data ?? type)).toEqual(["probe", "upgrade", "held", "after"]);
  });

  it("delivers what the old transport still brings, then what the new one brings", async () => {
    const { peer, probe, told } = await answered();
    peer.message("last poll");
    await settled();
    probe.message("first frame");
    expect(told.slice(1)).toEqual([
      ["message", "last poll"],
      ["message", "first frame"],
    ]);
  });

  it("stays where it is when the server does not offer the other transport", async () => {
    const from = new MemoryLink("polling");
    const to = new MemoryLink("websocket");
    await openedSession(from, {
      transport: upgrade(from.transport, to.transport),
      handshake: { upgrades: ["__proto__"] },
    });
    expect(to.peers).toEqual([]);
  });

  it("lets a running hand-over finish before it closes", async () => {
    const { session, peer, probe, told } = await upgrading();
    probe.open();
    const release = peer.hold();
    probe.send({ type: "pong", data: "probe" });
    void session.send("last words");
    void session.close();
    await settled();
    expect(session.state).toBe("closing");
    release();
    await settled();
    expect(probe.received.map(({ type }) => type)).toEqual(["ping", "upgrade", "message", "close"]);
    expect(told.at(-1)).toEqual(["close", "forced close"]);
  });

  it("ends with the session when the new transport breaks after the move", async () => {
    const { probe, told, clock } = await answered();
    await settled();
    probe.fail("transport close", new UpwireError("CONNECTION_LOST", "gone"));
    expect(told.at(-1)).toEqual(["close", "transport close", "CONNECTION_LOST"]);
    expect(clock.pending).toBe(0);
  });

  it.each(["before", "after"])("takes the probe down when the old transport breaks %s the answer", async (when) => {
    const { peer, probe, told, clock } = await upgrading();
    probe.open();
    peer.hold();
    if (when === "after") probe.send({ type: "pong", data: "probe" });
    peer.fail("transport error", new UpwireError("CONNECTION_LOST", "gone"));
    await settled();
    expect(told.at(-1)).toEqual(["close", "transport error", "CONNECTION_LOST"]);
    expect([probe.closed, clock.pending]).toEqual([true, 0]);
  });
});

describe("an upgrade that fails", () => {
  it("leaves the session unharmed when the probe does not open", async () => {
    const all = await upgrading();
    all.probe.fail("transport error", refused);
    await expectUnharmed(all);
    expect(steps(all.inspected)).toEqual(["started", "failed: a proxy is in the way"]);
  });

  it.each([
    ["opening", 0],
    ["the answer", 1],
    ["the pause", 2],
  ])("leaves the session unharmed when it stalls at %s", async (_, progress) => {
    const all = await upgrading();
    const release = all.peer.hold();
    if (progress > 0) all.probe.open();
    if (progress > 1) all.probe.send({ type: "pong", data: "probe" });
    await all.clock.advance(10_000);
    expect(steps(all.inspected).at(-1)).toBe("failed: not done within 10000 ms");
    release();
    await expectUnharmed(all);
  });

  it("leaves the session unharmed when the probe breaks before the answer", async () => {
    const all = await upgrading();
    all.probe.open();
    all.probe.fail("transport close", refused);
    await expectUnharmed(all);
    expect(steps(all.inspected).at(-1)).toBe("failed: a proxy is in the way");
  });

  it("leaves the session unharmed when the probe is answered with something else", async () => {
    const all = await upgrading();
    all.probe.open();
    all.probe.message("surprise");
    await expectUnharmed(all);
    expect(all.told).not.toContainEqual(["message", "surprise"]);
  });

  it("resumes the old transport and sends what was held when the probe breaks during the pause", async () => {
    const all = await upgrading();
    all.probe.open();
    const release = all.peer.hold();
    all.probe.send({ type: "pong", data: "probe" });
    void all.session.send("held");
    await settled();
    all.probe.fail("transport close", refused);
    release();
    await settled();
    expect(all.peer.received).toEqual([{ type: "message", data: "held" }]);
    await expectUnharmed(all);
  });

  it("probes once, however often the server opens the session", async () => {
    const { inspected, peer } = await upgrading();
    peer.send({ type: "open", data: peer.received.length ? "" : "{}" });
    await settled();
    expect(steps(inspected)).toEqual(["started"]);
  });

  it("takes the probe down when the application closes", async () => {
    const { session, peer, probe, clock } = await upgrading();
    probe.open();
    void session.close();
    await settled();
    expect([peer.closed, probe.closed, clock.pending]).toEqual([true, true, 0]);
  });
});
