import type { FaultPlan } from "../../../bridge/command.ts";

/** A fault plan as the form holds it: numbers as they are written, chances in percent, empty for what is off. */
export interface FaultDraft {
  readonly drop: string;
  readonly duplicate: string;
  readonly delay: string;
  readonly jitter: string;
  readonly bytesPerSecond: string;
  readonly seed: string;
  readonly blockWebSocket: boolean;
  readonly direction: "both" | "in" | "out";
}

const LONGEST_WAIT = 60_000;
const FASTEST = 1e9;
const LARGEST_SEED = 4_294_967_295;

/** The plan that is active as the form shows it; an empty one where none is. */
export function faultDraft(plan: FaultPlan | undefined): FaultDraft {
  return {
    drop: written((plan?.drop ?? 0) * 100),
    duplicate: written((plan?.duplicate ?? 0) * 100),
    delay: written(plan?.delay ?? 0),
    jitter: written(plan?.jitter ?? 0),
    bytesPerSecond: written(plan?.bytesPerSecond ?? 0),
    seed: String(plan?.seed ?? 1),
    blockWebSocket: plan?.blockWebSocket ?? false,
    direction: plan?.direction ?? "both",
  };
}

/** The plan that a form makes; undefined where nothing in it is on. */
export function faultPlan(draft: FaultDraft): FaultPlan | undefined {
  const drop = read(draft.drop, 100) / 100;
  const duplicate = read(draft.duplicate, 100) / 100;
  const delay = read(draft.delay, LONGEST_WAIT);
  const jitter = read(draft.jitter, LONGEST_WAIT);
  const bytesPerSecond = read(draft.bytesPerSecond, FASTEST);
  const { blockWebSocket, direction } = draft;
  if (!(drop || duplicate || delay || jitter || bytesPerSecond || blockWebSocket)) return undefined;
  return {
    seed: Math.floor(read(draft.seed, LARGEST_SEED)),
    ...(drop > 0 ? { drop } : {}),
    ...(duplicate > 0 ? { duplicate } : {}),
    ...(delay > 0 ? { delay } : {}),
    ...(jitter > 0 ? { jitter } : {}),
    ...(bytesPerSecond > 0 ? { bytesPerSecond } : {}),
    ...(blockWebSocket ? { blockWebSocket } : {}),
    ...(direction === "both" ? {} : { direction }),
  };
}

function written(value: number): string {
  return value === 0 ? "" : String(value);
}

/** What is no number counts as off, and what is too much as the most. */
function read(text: string, most: number): number {
  const value = Number(text);
  return Number.isFinite(value) ? Math.max(0, Math.min(most, value)) : 0;
}
