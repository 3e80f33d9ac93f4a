import { describe, expect, it, onTestFinished, vi } from "vitest";
import { ConnectionCaps } from "../../src/engine/admission/connection-caps.ts";
import { ENGINE_LIMITS } from "../../src/limits.ts";
import { type RunningEngine, runningEngine } from "./running-engine.ts";

const HANDSHAKE = "EIO=4&transport=polling";

/** Asks for one more session by either transport, and answers the statuses and whether both were told when to come back. */
async function refusals(running: RunningEngine): Promise<readonly [polling: number, webSocket: number]> {
  const { status, headers } = await running.ask(HANDSHAKE);
  const text = await running.upgradeAnswer("EIO=4&transport=websocket");
  for (const wait of [headers["retry-after"], /Retry-After: (\d+)/.exec(text)?.[1]]) {
    expect(Number(wait)).toBeGreaterThanOrEqual(5);
    expect(Number(wait)).toBeLessThan(15);
  }
  return [status, Number(text.slice(9, 12))];
}

describe.each([
  ["in all", { maxConnections: 2 }, 503, "TOO_MANY_CONNECTIONS"],
  ["from one address", { maxConnectionsPerAddress: 2 }, 429, "TOO_MANY_CONNECTIONS_FROM_ADDRESS"],
] as const)("a cap on connections %s", (_where, options, status, name) => {
  it("refuses one more over either transport, until another ends", async () => {
    const running = await runningEngine(options);
    const names: unknown[] = [];
    running.engine.on("connection_error", ({ code, context }) => void names.push([code, context["name"]]));
    const { sid, session } = await running.openPolling();
    const { ws } = await running.openWebSocket();
    expect(await refusals(running)).toEqual([status, status]);
    expect(names).toEqual([
      [3, name],
      [3, name],
    ]);
    // Whoever is in may go on, and move to another transport.
    expect((await running.post(sid, "4hello")).status).toBe(200);
    const probe = await running.webSocket(`EIO=4&sid=${sid}`).opened();
    probe.send("2probe");
    expect(await probe.next()).toBe("3probe");
    ws.ws.terminate();
    await expect.poll(() => running.engine.clientsCount).toBe(1);
    await running.openPolling();
    session.close(true);
    await running.openWebSocket();
    expect(await refusals(running)).toEqual([status, status]);
  });

  it("asks no hook for whom there is no room, and lets no more in while hooks are at work", async () => {
    const waiting: (() => void)[] = [];
    const running = await runningEngine({
      ...options,
      allowRequest: (_request, decide) => void waiting.push(() => decide(null, true)),
    });
    const answers = Array.from({ length: 5 }, () => running.ask(HANDSHAKE));
    await expect.poll(() => waiting.length).toBe(5);
    for (const letIn of waiting) letIn();
    const statuses = (await Promise.all(answers)).map((answer) => answer.status);
    expect(statuses.toSorted((one, other) => one - other)).toEqual([200, 200, status, status, status]);
    expect((await running.ask(HANDSHAKE)).status).toBe(status);
    expect(waiting).toHaveLength(5);
  });
});

describe("a cap on connections that begin in a second", () => {
  it("refuses one more over either transport", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const running = await runningEngine({ maxConnectionsPerSecond: 1 });
    const { session } = await running.openPolling();
    session.close(true);
    const names: unknown[] = [];
    running.engine.on("connection_error", ({ context }) => void names.push(context["name"]));
    const name = "TOO_MANY_CONNECTIONS_PER_SECOND";
    expect(await refusals(running)).toEqual([503, 503]);
    expect(names).toEqual([name, name]);
  });

  it("lets in a second's worth at once, and then as many as come back", () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const caps = new ConnectionCaps({ ...ENGINE_LIMITS, maxConnectionsPerSecond: 10 });
    const letIn = (): number => {
      let count = 0;
      while (count < 100 && caps.refusal("a") === undefined) {
        caps.add("a");
        count++;
      }
      return count;
    };
    expect(letIn()).toBe(10);
    vi.advanceTimersByTime(99);
    expect(letIn()).toBe(0);
    vi.advanceTimersByTime(1);
    expect(letIn()).toBe(1);
    vi.advanceTimersByTime(500);
    expect(letIn()).toBe(5);
    vi.advanceTimersByTime(3_600_000);
    expect(letIn()).toBe(10);
  });

  it("may be less than one", () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const caps = new ConnectionCaps({ ...ENGINE_LIMITS, maxConnectionsPerSecond: 0.1 });
    expect(caps.refusal("a")).toBeUndefined();
    caps.add("a");
    vi.advanceTimersByTime(9_990);
    expect(caps.refusal("a")).toMatchObject({ status: 503 });
    vi.advanceTimersByTime(20);
    expect(caps.refusal("a")).toBeUndefined();
  });
});

it("there is no cap unless one is set", async () => {
  const running = await runningEngine();
  for (let count = 0; count < 50; count++) await running.openPolling();
  expect(running.engine.clientsCount).toBe(50);
});
