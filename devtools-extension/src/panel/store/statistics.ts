/** Sums of one second. */
export interface Second {
  /** Seconds since the epoch. */
  readonly time: number;
  readonly messagesIn: number;
  readonly messagesOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Events of the page that waited for their acknowledgement at the end of the second. */
  readonly waiting: number;
}

/** A column of the histogram: latencies below `below` milliseconds and not below the column before it. */
export interface LatencyBucket {
  readonly below: number;
  readonly count: number;
}

/** Counts of one connection, or of all. */
export interface Statistics {
  readonly messagesIn: number;
  readonly messagesOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Events that wait for their acknowledgement now, which is all of the queue that a wire shows. */
  readonly waiting: number;
  readonly latencies: readonly LatencyBucket[];
  readonly latencyCount: number;
  /** How often each event came or went, the most frequent first. */
  readonly events: () => readonly EventCount[];
  /** The newest seconds up to `now` (milliseconds since the epoch), at most 300, without holes. */
  readonly seconds: (now: number, count?: number) => readonly Second[];
}

/** How often one event went each way. */
export interface EventCount {
  readonly name: string;
  readonly in: number;
  readonly out: number;
  readonly bytes: number;
}
