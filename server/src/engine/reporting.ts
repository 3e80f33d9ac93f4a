import type { CloseReason } from "./close-reason.ts";
import type { Counters } from "./counters.ts";
import type { Logger } from "./logger.ts";

/** Where it is reported what peers do wrong. */
export interface Reporting {
  readonly counters: Counters;
  readonly logger: Logger;
}

/** Reports that a transport has ended, unless its peer has simply left. */
export function reportLoss({ counters, logger }: Reporting, reason: CloseReason, detail: unknown): void {
  if (reason === "transport close") return;
  counters.brokenSessions++;
  logger.debug({ reason, err: detail }, "a session broke");
}

/** Reports that a polling body was answered with `status`, though its session goes on. */
export function reportRefusedBody({ counters, logger }: Reporting, status: number): void {
  counters.refusedBodies++;
  logger.debug({ status }, "a polling body was refused, the session goes on");
}
