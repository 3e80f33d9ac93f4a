import type { Direction } from "@upwire/protocol";

/** A ping with its answer. */
export interface Beat {
  readonly at: number;
  /** Which way the ping went: `in` in Engine.IO 4, `out` in Engine.IO 3. */
  readonly direction: Direction;
  readonly answeredAt: number | undefined;
  /** Milliseconds over the network, known where the page asks (Engine.IO 3). */
  readonly roundTrip: number | undefined;
  /** Milliseconds from the server's ping to the page's pong: how busy the page is (Engine.IO 4). */
  readonly response: number | undefined;
  /** How long after its due time it came; 0 when in time. */
  readonly late: number;
}

/** The heartbeats of a session. */
export interface Heartbeats {
  /** From the handshake, in milliseconds; undefined until it is known. */
  readonly interval: number | undefined;
  readonly timeout: number | undefined;
  /** The newest 500. */
  readonly beats: readonly Beat[];
  readonly count: number;
  /** Pings that did not come when due, or got no answer in time. */
  readonly missed: number;
  /** When the next ping is due, in milliseconds since the epoch. */
  readonly due: number | undefined;
  /** When the peer counts as gone. */
  readonly deadline: number | undefined;
}

/** How the heartbeats stand at a moment. */
export interface HeartbeatHealth {
  readonly state: "unknown" | "healthy" | "late" | "expired";
  /** Milliseconds until the deadline; negative behind it. */
  readonly remaining: number | undefined;
}

/** Judges the heartbeats by the clock: late once a ping is overdue, expired behind the deadline. */
export function heartbeatHealth(heartbeats: Heartbeats, now: number): HeartbeatHealth {
  const { due, deadline } = heartbeats;
  if (due === undefined || deadline === undefined) return { state: "unknown", remaining: undefined };
  const state = now > deadline ? "expired" : now > due + LATE ? "late" : "healthy";
  return { state, remaining: deadline - now };
}

/** Networks and timers delay a beat that much without anything being wrong. */
export const LATE = 2_000;
