// Every number of the SDK that bounds time or memory. All are options where they are used.

/** Longest hand-over to another transport, from the first step to the last. */
export const UPGRADE_TIMEOUT = 10_000;
/** Longest wait for the open packet before `fallback` goes on to its next transport. */
export const FALLBACK_TIMEOUT = 10_000;
/** Most packets in one polling body from a server; servers put a whole burst into one body, so it is generous. */
export const MAX_PACKETS_PER_POLL = 1_000_000;
/** Bytes that may wait inside a WebSocket before it counts as not writable. */
export const WRITABLE_BYTES = 65_536;
/** Shortest time between two pings of ours (Engine.IO 3), whatever the server asks for. */
export const MIN_PING_INTERVAL = 100;
/** Longest timer that browsers and Node take before it wraps round and fires at once. */
export const MAX_TIMER = 2_147_483_647;
/** Longest wait for the link, and then for each namespace. */
export const CONNECT_TIMEOUT = 20_000;
/** Most events that wait in one namespace while away, and most acknowledgements it waits for. */
export const MAX_BUFFERED = 10_000;
