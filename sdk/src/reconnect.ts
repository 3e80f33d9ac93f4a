import type { ConnectionState } from "@upwire/protocol";
import type { Clock } from "./clock.ts";
import type { StateDetail } from "./connection.ts";
import type { UpwireError } from "./errors.ts";
import type { Session } from "./session.ts";

/** What a reconnection policy sees of the link it serves. */
export interface ReconnectTarget {
  readonly clock: Clock;
  readonly url: string | URL;
  /** The session of the moment: a page event may end it, or ask whether it has outlived its heartbeat unnoticed. */
  readonly session: Pick<Session, "end" | "expired"> | undefined;
  /** Says publicly that the link is `waiting`, for which attempt, how long, and why. */
  change(state: ConnectionState, detail: StateDetail): void;
  /** Starts an attempt. */
  retry(attempt: number): void;
}

/** A policy at work on one link. */
export interface Reconnection {
  /** The link came down, or did not come up; for good if it is `over`. Answers whether it will be tried again; then it has said `waiting`. */
  down(reason: string, error: UpwireError, over?: boolean): boolean;
  /** The link is up. */
  up(): void;
  /** The application takes over: forgets what went wrong, and a retry that was waited for. */
  stop(): void;
}

/** Decides when a lost link is tried again; made by `backoff()`. */
export type ReconnectPolicy = (target: ReconnectTarget) => Reconnection;
