// Every number that bounds what a peer may make the server hold or do. All are options; these are what holds unasked.

/** Limits of the engine, each an option of `Engine` and of `Server`. Times in milliseconds, sizes in bytes. */
export interface EngineLimits {
  /** Most connections at the same time; more are answered 503 with a Retry-After. */
  readonly maxConnections: number;
  /** Most connections from one address at the same time, which behind a proxy is the proxy's; more are answered 429 with a Retry-After. */
  readonly maxConnectionsPerAddress: number;
  /** Most connections that begin in a second, a second's worth of them at once; more are answered 503 with a Retry-After. */
  readonly maxConnectionsPerSecond: number;
  /** Longest URL, in characters; `node:http` has a limit of its own on all of a request's head (`maxHeaderSize`). */
  readonly maxUrlLength: number;
  /** Most parameters of a URL's query. */
  readonly maxQueryParameters: number;
  /** Largest message and polling body; announced to clients as `maxPayload`. */
  readonly maxHttpBufferSize: number;
  /** Most packets in one polling body. */
  readonly maxPacketsPerPayload: number;
  /** Most fragments of one WebSocket message. */
  readonly maxFragments: number;
  /** Most unread chunks that a WebSocket holds while a frame is incomplete. */
  readonly maxBufferedChunks: number;
  /** Outbound bytes above which a connection counts as slow: volatile messages are dropped and the grace starts. */
  readonly slowConsumerSoftCap: number;
  /** Outbound bytes above which a connection is closed at once. */
  readonly slowConsumerHardCap: number;
  /** How long a connection may stay above the soft cap. */
  readonly slowConsumerGrace: number;
  /** How long middlewares, `allowRequest` and an origin function may take together before the request is answered 504. */
  readonly admissionTimeout: number;
  /** Most WebSocket pings of one connection in a second; Engine.IO has a heartbeat of its own and needs none. */
  readonly maxPingsPerSecond: number;
  /** How long a WebSocket may take to answer our close frame before its connection is cut. */
  readonly closeTimeout: number;
  /** How long a closing polling session waits for the poll that takes its close packet. */
  readonly pollingCloseTimeout: number;
  /** How long the body of a POST may take to arrive. */
  readonly bodyTimeout: number;
}

/** The engine's limits where no option says otherwise. */
export const ENGINE_LIMITS: EngineLimits = {
  maxConnections: Infinity,
  maxConnectionsPerAddress: Infinity,
  maxConnectionsPerSecond: Infinity,
  maxUrlLength: 16_384,
  maxQueryParameters: 1_000,
  maxHttpBufferSize: 1_000_000,
  maxPacketsPerPayload: 10_000,
  maxFragments: 1_024,
  maxBufferedChunks: 4_096,
  maxPingsPerSecond: 100,
  slowConsumerSoftCap: 16 * 1024 * 1024,
  slowConsumerHardCap: 64 * 1024 * 1024,
  slowConsumerGrace: 2_000,
  admissionTimeout: 10_000,
  closeTimeout: 5_000,
  pollingCloseTimeout: 30_000,
  bodyTimeout: 60_000,
};

/** Limits of the Socket.IO layer, each an option of `Server`. Times in milliseconds, sizes in bytes. */
export interface SocketLimits {
  /** How long a connection may stay without joining a namespace. */
  readonly connectTimeout: number;
  /** Most namespaces joined over one connection. */
  readonly maxNamespaces: number;
  /** Most CONNECT packets of one connection that may be refused before it is closed. */
  readonly maxRefusedConnects: number;
  /** Most binary attachments of one packet. */
  readonly maxAttachments: number;
  /** How long the attachments of a packet may take to arrive. */
  readonly attachmentTimeout: number;
  /** Most acknowledgements that one namespace connection may owe us. */
  readonly maxPendingAcks: number;
}

/** The Socket.IO layer's limits where no option says otherwise. */
export const SOCKET_LIMITS: SocketLimits = {
  connectTimeout: 45_000,
  maxNamespaces: 1_000,
  maxRefusedConnects: 100,
  maxAttachments: 10,
  attachmentTimeout: 10_000,
  maxPendingAcks: 10_000,
};

/** Seconds that a client without room is told to wait at least. */
export const RETRY_AFTER_LEAST = 5;
/** Seconds over which such clients are spread beyond that. */
export const RETRY_AFTER_SPREAD = 10;
/** Longest Origin header that the origin check looks at, in characters. */
export const MAX_ORIGIN_LENGTH = 2_048;
/** Longest list of header names that a CORS preflight gets back, in characters. */
export const MAX_PREFLIGHT_HEADERS_LENGTH = 1_024;
/** Text frames up to this many bytes are joined into one string per write; longer ones are buffers of their own. */
export const MAX_JOINED_FRAME = 16_384;
/** Outbound bytes of one connection that are written before the tick ends, so that a burst does not pile up. */
export const EARLY_FLUSH = 262_144;
/** Timer lateness that counts as our own event loop having been blocked, so that peers get a grace. */
export const LAG_GRACE = 200;
/** Longest text of a peer's that goes into the log, in characters; a log of JSON escapes what is in it. */
export const MAX_LOGGED_TEXT = 100;
/** Request headers and URLs remembered so that equal ones are kept once. */
export const MAX_POOLED_STRINGS = 512;
