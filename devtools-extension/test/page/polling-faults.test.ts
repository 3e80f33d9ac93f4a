import { POLLING } from "./fake-page.ts";
import { beforeEach, describe, expect, it } from "vitest";
import type { FaultPlan } from "../../src/bridge/command.ts";
import { Exchange } from "../../src/page/exchange.ts";
import { Lane } from "../../src/page/lane.ts";
import { TapState } from "../../src/page/tap-state.ts";

const EVENT = '451-["a",{"_placeholder":true,"num":0}]';

let tap: TapState;

beforeEach(() => {
  tap = new TapState();
});

/** What goes out for what the page posts. */
function posted(plan: FaultPlan, body: string): unknown {
  tap.faults.set(plan);
  return new Exchange(tap, POLLING, "POST", "same-origin", {}).outgoing(body);
}

/** The frames that were taken down, and what happened to them. */
function frames(): unknown[] {
  const { ring } = tap.recorder;
  const entries = Array.from({ length: ring.last }, (_, index) => ring.at(index + 1));
  return entries.flatMap((entry) => (entry && "frame" in entry ? [[entry.payload, entry.fault]] : []));
}

describe("a polling body under faults", () => {
  it("goes out with packets twice, which are taken down once and once more as duplicated", () => {
    expect(posted({ seed: 1, duplicate: 1 }, '42["a"]\x1e2')).toBe('42["a"]\x1e42["a"]\x1e2');
    expect(frames()).toEqual([
      ['42["a"]\x1e2', undefined],
      ['42["a"]', "duplicated"],
    ]);
  });

  it("goes out without what is dropped, as a noop if nothing is left", () => {
    expect(posted({ seed: 1, drop: 1 }, '42["a"]')).toBe("6");
    expect(frames()).toEqual([
      ['42["a"]', "dropped"],
      ["6", undefined],
    ]);
  });

  it("never has a binary event without its attachment, or one of them twice", () => {
    const whole = `${EVENT}\x1ebAQID`;
    expect(posted({ seed: 1, duplicate: 1 }, whole)).toBe(whole);
    const sent = Array.from({ length: 40 }, (_, seed) => posted({ seed, drop: 0.5 }, whole));
    expect(new Set(sent)).toEqual(new Set([whole, "6"]));
  });
});

describe("a lane", () => {
  it.each(["bAQID", "b4AQID", Uint8Array.of(1, 2, 3)])("has an attachment share the fate of its event: %j", (bytes) => {
    for (let seed = 0; seed < 40; seed++) {
      tap.faults.set({ seed, drop: 0.5, duplicate: 0.5 });
      const lane = new Lane(tap.faults, "out");
      expect(lane.judge(EVENT)).toBe(lane.judge(bytes));
    }
  });
});
