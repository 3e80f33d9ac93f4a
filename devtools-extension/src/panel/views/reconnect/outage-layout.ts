import type { Outage } from "../../store/reconnection.ts";

/** A piece of an outage's bar, in percent of its length. */
export interface OutagePiece {
  readonly kind: "waiting" | "trying" | "failed" | "back";
  readonly start: number;
  readonly width: number;
}

/** The bar of an outage: waiting, and attempts that failed or brought it back. `now` ends one that goes on. */
export function outageLayout(outage: Outage, now: number): readonly OutagePiece[] {
  const end = Math.max(outage.endedAt ?? now, outage.at + 1);
  const percent = (at: number): number => Math.max(0, Math.min(100, ((at - outage.at) / (end - outage.at)) * 100));
  const pieces: OutagePiece[] = [];
  let reached = 0;
  for (const { at, endedAt, succeeded } of outage.attempts) {
    const start = percent(at);
    if (start > reached) pieces.push({ kind: "waiting", start: reached, width: start - reached });
    const kind = succeeded === undefined ? "trying" : succeeded ? "back" : "failed";
    reached = Math.max(start, percent(endedAt ?? end));
    pieces.push({ kind, start, width: reached - start });
  }
  if (reached < 100) pieces.push({ kind: "waiting", start: reached, width: 100 - reached });
  return pieces;
}
