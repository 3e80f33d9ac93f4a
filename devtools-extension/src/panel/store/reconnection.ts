/** One time that a client was without its server. */
export interface Outage {
  /** When the connection was lost or failed to open. */
  readonly at: number;
  readonly reason: string;
  readonly attempts: readonly Attempt[];
  /** When it was connected again. */
  readonly endedAt: number | undefined;
  /** Whether the server recovered the session's missed packets; undefined while not known. */
  readonly recovered: boolean | undefined;
  /** The sid before, and after. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** One try to come back. */
export interface Attempt {
  /** Counted from 1. */
  readonly number: number;
  readonly at: number;
  /** Milliseconds waited before it; measured where no client announces it. */
  readonly delay: number | undefined;
  readonly endedAt: number | undefined;
  readonly succeeded: boolean | undefined;
  readonly reason: string | undefined;
}

/** How a line of connections lost its server and came back; the newest 200 outages of at most 200 attempts each. */
export interface Reconnection {
  readonly outages: readonly Outage[];
  readonly count: number;
}
