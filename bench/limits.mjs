/** Heartbeat interval of every peer that has one: longer than a run, so that no heartbeat falls into a measured slice. */
export const QUIET = 900_000;

/** Longest that a peer may take for a step (a start, a batch of connections, a slice) before the run fails. */
export const STEP_TIMEOUT = 120_000;

/** Connections being set up at the same time, so that the accept queue of the machine is never the bottleneck. */
export const CONNECTING_AT_ONCE = 50;

/** Rounds of the memory measurement, whatever is asked for above it: it hardly varies, and every round starts all servers. */
export const MEMORY_ROUNDS = 3;

/** Shortest stretch, in milliseconds of CPU, over which a codec is timed. */
export const CODEC_STRETCH = 60;

/** Microseconds of CPU within 20 ms below which a server has nothing left to do. */
export const QUIET_CPU = 2000;
