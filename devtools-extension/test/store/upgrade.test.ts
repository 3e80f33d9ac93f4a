import { describe, expect, it } from "vitest";
import type { UpgradeTimeline } from "../../src/panel/store/upgrade-timeline.ts";
import { HANDSHAKE, Tape } from "./tape.ts";

const BASE = "//server.example/socket.io/?EIO=4&transport=";
const PROBE = `wss:${BASE}websocket&sid=${HANDSHAKE.sid}`;

function upgradeOf(tape: Tape): UpgradeTimeline | undefined {
  return tape.store.connections[0]?.upgrade;
}

function labels(tape: Tape): unknown {
  return upgradeOf(tape)?.steps.map(({ label }) => label);
}

/** A session that has opened over polling. */
function polled(options: { upgrades?: readonly string[] } = {}): Tape {
  const tape = new Tape();
  tape.poll(`https:${BASE}polling`, `0${JSON.stringify({ ...HANDSHAKE, ...options })}`);
  return tape;
}

describe("the upgrade", () => {
  it("is a sequence of steps from the first request to 5", () => {
    const tape = new Tape();
    tape.upgraded();
    expect(labels(tape)).toEqual(["GET", "0 open", "GET Upgrade", "101", "2probe", "3probe", "6 noop", "5 upgrade"]);
    expect(upgradeOf(tape)).toMatchObject({ state: "done", reason: undefined, attempts: 1 });
    expect(upgradeOf(tape)?.steps[4]).toMatchObject({ from: "client", to: "server", via: "websocket", failed: false });
    expect(upgradeOf(tape)?.steps[6]).toMatchObject({ from: "server", to: "client", via: "polling" });
  });

  it("gains what the client says between", () => {
    const tape = polled();
    tape.add({ kind: "client", client: "a", realm: "window", url: "https://server.example", tapped: true });
    tape.add({
      kind: "inspection",
      client: "a",
      event: { at: tape.at, kind: "open", sid: HANDSHAKE.sid, transport: "polling", protocol: 4 },
    });
    const upgrade = { at: tape.at, kind: "upgrade", from: "polling", to: "websocket" } as const;
    tape.add({ kind: "inspection", client: "a", event: { ...upgrade, step: "started" } });
    tape.add({ kind: "inspection", client: "a", event: { ...upgrade, step: "paused" } });
    expect(labels(tape)).toEqual(["GET", "0 open", "start", "pause"]);
    tape.add({
      kind: "inspection",
      client: "a",
      event: { ...upgrade, step: "failed", reason: "not done within 10000 ms" },
    });
    expect(upgradeOf(tape)).toMatchObject({ state: "failed", reason: "not done within 10000 ms" });
  });

  it("says that the WebSocket did not open", () => {
    const tape = polled();
    const link = tape.link("websocket", PROBE);
    expect(tape.store.connections[0]?.state).toBe("upgrading");
    tape.add({ kind: "link end", link, code: 1006 });
    expect(upgradeOf(tape)?.state).toBe("failed");
    expect(upgradeOf(tape)?.reason).toContain("did not open (close code 1006)");
    expect(tape.store.connections[0]).toMatchObject({ state: "open", transport: "polling" });
  });

  it("says so where it was blocked here", () => {
    const tape = polled();
    tape.add({
      kind: "link end",
      link: tape.link("websocket", PROBE),
      code: 1006,
      error: "blocked by a simulated fault",
    });
    expect(upgradeOf(tape)?.reason).toBe("The WebSocket did not open (close code 1006): blocked by a simulated fault.");
  });

  it("says which answer came instead of 101", () => {
    const tape = polled();
    const link = tape.link("websocket", PROBE);
    tape.add({ kind: "link end", link, status: 403 });
    expect(upgradeOf(tape)?.reason).toBe("The server or a proxy answered HTTP 403 instead of 101.");
    expect(tape.store.hints(tape.at).map(({ code }) => code)).toEqual(["FORBIDDEN", "STUCK_ON_POLLING"]);
  });

  it("says that the probe was not answered", () => {
    const tape = polled();
    const link = tape.link("websocket", PROBE);
    tape.add({ kind: "link open", link });
    tape.frame(link, "out", "2probe");
    tape.add({ kind: "link end", link, code: 1000, reason: "timeout" });
    expect(upgradeOf(tape)?.reason).toBe(
      "The WebSocket opened, but the probe was not answered (close code 1000) (“timeout”).",
    );
    expect(upgradeOf(tape)?.steps.at(-1)).toMatchObject({ failed: true, label: "failed" });
  });

  it("starts over when the session had to be asked for again", () => {
    const tape = new Tape();
    tape.refuse(`https:${BASE}polling`, 503, "");
    tape.poll(`https:${BASE}polling`, `0${JSON.stringify(HANDSHAKE)}`);
    expect(labels(tape)).toEqual(["GET", "0 open"]);
    expect(tape.store.connections).toHaveLength(1);
  });

  it("may be tried again", () => {
    const tape = polled();
    tape.add({ kind: "link end", link: tape.link("websocket", PROBE), code: 1006 });
    const link = tape.link("websocket", PROBE);
    tape.add({ kind: "link open", link });
    tape.frame(link, "out", "5");
    expect(upgradeOf(tape)).toMatchObject({ state: "done", attempts: 2, reason: undefined });
  });

  it("is not offered by every server", () => {
    expect(upgradeOf(polled({ upgrades: [] }))).toMatchObject({
      state: "none",
      reason: "The server does not offer WebSocket.",
    });
  });

  it("ends with the session", () => {
    const tape = polled();
    tape.link("websocket", PROBE);
    tape.poll(`https:${BASE}polling&sid=${HANDSHAKE.sid}`, "1");
    expect(upgradeOf(tape)).toMatchObject({ state: "failed", reason: "The session ended: closed by the server" });
  });
});
