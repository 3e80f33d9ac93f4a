// Every number that bounds what a peer may make us hold or do. All but the last are options where they are used.

/** Largest message in bytes, and largest polling body; announced to clients as `maxPayload` (Engine.IO 4, Handshake). */
export const MAX_PAYLOAD = 1_000_000;
/** Most Engine.IO packets in one polling body. */
export const MAX_PACKETS_PER_PAYLOAD = 10_000;
/** Most binary attachments of one Socket.IO packet. */
export const MAX_ATTACHMENTS = 10;
/** Deepest nesting of arrays and objects in one packet, both ways. */
export const MAX_DEPTH = 512;
/** Longest namespace or event name, in characters. */
export const MAX_NAME_LENGTH = 1_024;
/** Longest query string behind a namespace of protocol 4 (`/admin?token=…`), in characters. */
export const MAX_NAMESPACE_QUERY_LENGTH = 8_192;
