import { afterEach, describe, expect, it, vi } from "vitest";
import { UpwireError } from "../../src/errors.ts";
import { backoff, type BackoffOptions } from "../../src/features/backoff.ts";
import { FakeClock } from "../../src/testing/index.ts";

function setUp(options: BackoffOptions = {}, url = "http://server.test") {
  const clock = new FakeClock();
  const waits: number[] = [];
  const attempts: number[] = [];
  let retries = 0;
  let checks = 0;
  const ends: unknown[] = [];
  const policy = backoff(options)({
    clock,
    url,
    session: {
      end: (reason, error) => ends.push([reason, error?.code]),
      expired: () => {
        checks++;
        return false;
      },
    },
    change: (_state, { attempt = 0, delay = 0 }) => {
      attempts.push(attempt);
      waits.push(delay);
    },
    retry: () => retries++,
  });
  const fail = (times: number, error = new UpwireError("UNREACHABLE", "nobody listens")): boolean => {
    let again = true;
    for (let time = 0; time < times; time++) again = policy.down("transport error", error);
    return again;
  };
  return { clock, ends, policy, fail, waits, attempts, retries: () => retries, checks: () => checks };
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("backoff", () => {
  it("doubles its waits from 1 s on when chance is in the middle", () => {
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    const { fail, waits, attempts } = setUp();
    fail(4);
    expect(waits).toEqual([1_000, 2_000, 3_333, 3_333]);
    expect(attempts).toEqual([1, 2, 3, 4]);
  });

  it("keeps its jitter when the cap is reached, and stays below the cap", () => {
    const { fail, waits } = setUp({ max: 5_000, jitter: 0.5 });
    fail(500);
    const late = waits.slice(20);
    expect(Math.max(...late)).toBeLessThanOrEqual(5_000);
    expect(Math.max(...late) - Math.min(...late)).toBeGreaterThan(2_500);
    expect(new Set(late).size).toBeGreaterThan(300);
  });

  it("tries when the wait is over, once", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    const { clock, fail, retries } = setUp();
    fail(1);
    await clock.advance(999);
    expect(retries()).toBe(0);
    await clock.advance(1);
    await clock.advance(100_000);
    expect(retries()).toBe(1);
  });

  it("gives up after the attempts it is allowed, and starts over when the application takes over", () => {
    const { fail, attempts } = setUp({ attempts: 2 });
    expect(fail(2)).toBe(true);
    expect(fail(1)).toBe(false);
    expect(fail(1)).toBe(true);
    expect(attempts.at(-1)).toBe(1);
  });

  it("goes on with longer waits when a link fell again before it was stable", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    const { clock, fail, policy, waits, attempts } = setUp({ max: 60_000, stable: 5_000 });
    for (let time = 0; time < 4; time++) {
      fail(1);
      policy.up();
      await clock.advance(1_000);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(attempts).toEqual([1, 1, 1, 1]);
    policy.up();
    await clock.advance(5_000);
    fail(1);
    expect(waits.at(-1)).toBe(1_000);
  });

  it("waits as long as the server asks for, and a random while more", () => {
    const { fail, waits } = setUp();
    fail(50, new UpwireError("BUSY", "busy", { retryAfter: 30_000 }));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(30_000);
    expect(new Set(waits).size).toBeGreaterThan(40);
  });

  it("waits as long as timers can when the server asks for more", () => {
    const { fail, waits } = setUp();
    fail(1, new UpwireError("BUSY", "busy", { retryAfter: 30 * 86_400_000 }));
    expect(waits).toEqual([2_147_483_647]);
  });

  it("tries at once when the network is back or the page is shown again", () => {
    const events = new EventTarget();
    const page = Object.assign(new EventTarget(), { visibilityState: "hidden" });
    stubEvents(events);
    vi.stubGlobal("document", page);
    const { fail, retries } = setUp();
    fail(1);
    page.dispatchEvent(new Event("visibilitychange"));
    expect(retries()).toBe(0);
    page.visibilityState = "visible";
    page.dispatchEvent(new Event("visibilitychange"));
    expect(retries()).toBe(1);
    fail(1);
    events.dispatchEvent(new Event("online"));
    expect(retries()).toBe(2);
    fail(1);
    events.dispatchEvent(new Event("pageshow"));
    expect(retries()).toBe(3);
  });

  it("does not overrule the server's wish when the network is back", () => {
    const events = new EventTarget();
    stubEvents(events);
    const { fail, retries } = setUp();
    fail(1, new UpwireError("BUSY", "busy", { retryAfter: 30_000 }));
    events.dispatchEvent(new Event("online"));
    expect(retries()).toBe(0);
  });

  it("looks after a link that is up when the network is back, and after nothing once stopped", () => {
    const events = new EventTarget();
    stubEvents(events);
    const { policy, checks, retries } = setUp();
    policy.up();
    events.dispatchEvent(new Event("online"));
    expect(checks()).toBe(1);
    policy.stop();
    events.dispatchEvent(new Event("online"));
    expect([checks(), retries()]).toEqual([1, 0]);
  });
});

describe("when the page goes offline", () => {
  it.each([
    ["http://server.test", [["transport close", "OFFLINE"]]],
    ["http://localhost:3000", []],
  ])("a link to %s ends with %j", (url, expected) => {
    const events = new EventTarget();
    stubEvents(events);
    const { policy, ends } = setUp({}, url);
    policy.up();
    events.dispatchEvent(new Event("offline"));
    expect(ends).toEqual(expected);
  });
});

function stubEvents(events: EventTarget): void {
  vi.stubGlobal("addEventListener", events.addEventListener.bind(events));
  vi.stubGlobal("removeEventListener", events.removeEventListener.bind(events));
}
