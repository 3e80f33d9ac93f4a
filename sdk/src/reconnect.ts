import type { Clock } from "./clock.ts";
import type { UpwireError } from "./errors.ts";

/** What a reconnection policy sees of the link it serves. */
export interface ReconnectTarget {
  readonly clock: Clock;
  /** Says publicly that attempt `attempt` starts in `delay`. */
  waiting(attempt: number, delay: number, reason: string, error: UpwireError | undefined): void;
  /** Starts an attempt. */
  retry(): void;
  /** The world changed (network back, page shown): asks whether the session has outlived its heartbeat unnoticed. */
  check(): boolean;
}

/** A policy at work on one link. */
export interface Reconnection {
  /** Number of the attempt under way or waited for, from 1; 0 while nothing went wrong. */
  readonly attempt: number;
  /** The link came down, or did not come up. Answers whether it will be tried again; then it has called `waiting`. */
  down(reason: string, error: UpwireError | undefined): boolean;
  /** The link is up. */
  up(): void;
  /** The application takes over: forgets what went wrong, and a retry that was waited for. */
  stop(): void;
}

/** Decides when a lost link is tried again; made by `backoff()`. */
export type ReconnectPolicy = (target: ReconnectTarget) => Reconnection;
