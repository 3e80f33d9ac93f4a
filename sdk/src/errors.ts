/**
 * What went wrong, in one word that never changes.
 *
 * Reaching the server: `UNREACHABLE` (no answer, or the browser may not show it), `OFFLINE`, `TIMEOUT`, `NO_WEB_SOCKET`,
 * `WEB_SOCKET_REFUSED`, `REDIRECTED`.
 * What it answered: `BAD_REQUEST`, `FORBIDDEN`, `NOT_FOUND`, `TOO_LARGE`, `BUSY` (see `retryAfter`), `SERVER_ERROR`,
 * `UNKNOWN_SESSION`, `UNKNOWN_TRANSPORT`, `UNSUPPORTED_PROTOCOL`, `NOT_ENGINE_IO`, `BAD_HANDSHAKE`, `PARSE_ERROR`.
 * An established link: `CONNECTION_LOST`.
 * A namespace: `CONNECT_REFUSED` (see `data`), `AUTH_FAILED`, `PROTOCOL_MISMATCH`, and `TIMEOUT` as above.
 * An emit: `RESERVED_EVENT`, `TIMEOUT` of its acknowledgement, `DISCONNECTED`, `BUFFER_FULL`, `VOLATILE_DROPPED`, `BAD_DATA`.
 */
export type UpwireErrorCode =
  | "UNREACHABLE"
  | "OFFLINE"
  | "TIMEOUT"
  | "NO_WEB_SOCKET"
  | "WEB_SOCKET_REFUSED"
  | "REDIRECTED"
  | "BAD_REQUEST"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "TOO_LARGE"
  | "BUSY"
  | "SERVER_ERROR"
  | "UNKNOWN_SESSION"
  | "UNKNOWN_TRANSPORT"
  | "UNSUPPORTED_PROTOCOL"
  | "NOT_ENGINE_IO"
  | "BAD_HANDSHAKE"
  | "PARSE_ERROR"
  | "CONNECTION_LOST"
  | "CONNECT_REFUSED"
  | "AUTH_FAILED"
  | "PROTOCOL_MISMATCH"
  | "RESERVED_EVENT"
  | "DISCONNECTED"
  | "BUFFER_FULL"
  | "VOLATILE_DROPPED"
  | "BAD_DATA";

/** What an error knows besides its code and message. */
export interface UpwireErrorDetail {
  /** The error underneath, if there is one; or the event that a WebSocket closed with. */
  readonly cause?: unknown;
  /** The HTTP status. */
  readonly description?: unknown;
  /** The text of the HTTP answer. */
  readonly context?: unknown;
  /** What the server's middleware attached to its refusal. */
  readonly data?: unknown;
  /** Milliseconds after which the server wants to be asked again. */
  readonly retryAfter?: number | undefined;
}

/** The one error class of the SDK: a stable `code`, and a message that says what happened and what to do. */
export class UpwireError extends Error {
  override readonly name = "UpwireError";
  declare readonly code: UpwireErrorCode;
  declare readonly description?: unknown;
  declare readonly context?: unknown;
  declare readonly data?: unknown;
  declare readonly retryAfter?: number | undefined;

  constructor(code: UpwireErrorCode, message: string, detail?: UpwireErrorDetail) {
    super(message, detail);
    Object.assign(this, detail, { code });
  }
}

/** What a page event of that name means for a link, and for a request that failed. */
export function offlineError(cause?: unknown): UpwireError {
  return new UpwireError("OFFLINE", "the device is offline: wait", { cause });
}
