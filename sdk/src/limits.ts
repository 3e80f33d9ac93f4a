// Every number of the SDK that bounds time or memory. All are options where they are used.

/** Longest hand-over to another transport, from the first step to the last. */
export const UPGRADE_TIMEOUT = 10_000;
/** Longest wait for the open packet before `fallback` goes on to its next transport. */
export const FALLBACK_TIMEOUT = 10_000;
/** Most packets in one polling body from a server; servers put a whole burst into one body, so it is generous. */
export const MAX_PACKETS_PER_POLL = 1_000_000;
/** Bytes that may wait inside a WebSocket before it counts as not writable. */
export const WRITABLE_BYTES = 65_536;
/** Longest wait for the link, and then for each namespace. */
export const CONNECT_TIMEOUT = 20_000;
/** Most events that wait in one namespace while away, and most acknowledgements it waits for. */
export const MAX_BUFFERED = 10_000;
/** Most bytes of one event's attachments; a server is trusted with more than a client, and says nothing of its own limit. */
export const MAX_ATTACHMENT_BYTES = 100_000_000;
