import type { FaultPlan } from "../../../bridge/command.ts";

/** A fault plan as the form holds it: chances in percent, 0 for what is off. */
export interface FaultDraft {
  readonly drop: number;
  readonly duplicate: number;
  readonly delay: number;
  readonly jitter: number;
  readonly bytesPerSecond: number;
  readonly seed: number;
  readonly blockWebSocket: boolean;
  readonly direction: "both" | "in" | "out";
}

/** The plan that is active as the form shows it; an empty one where none is. */
export function faultDraft(plan: FaultPlan | undefined): FaultDraft {
  return {
    drop: (plan?.drop ?? 0) * 100,
    duplicate: (plan?.duplicate ?? 0) * 100,
    delay: plan?.delay ?? 0,
    jitter: plan?.jitter ?? 0,
    bytesPerSecond: plan?.bytesPerSecond ?? 0,
    seed: plan?.seed ?? 1,
    blockWebSocket: plan?.blockWebSocket ?? false,
    direction: plan?.direction ?? "both",
  };
}

/** The plan that a form makes; undefined where nothing in it is on. */
export function faultPlan(draft: FaultDraft): FaultPlan | undefined {
  const { drop, duplicate, delay, jitter, bytesPerSecond, blockWebSocket, direction } = draft;
  if (!(drop || duplicate || delay || jitter || bytesPerSecond || blockWebSocket)) return undefined;
  return {
    seed: Math.floor(draft.seed),
    ...(drop > 0 ? { drop: drop / 100 } : {}),
    ...(duplicate > 0 ? { duplicate: duplicate / 100 } : {}),
    ...(delay > 0 ? { delay } : {}),
    ...(jitter > 0 ? { jitter } : {}),
    ...(bytesPerSecond > 0 ? { bytesPerSecond } : {}),
    ...(blockWebSocket ? { blockWebSocket } : {}),
    ...(direction === "both" ? {} : { direction }),
  };
}
