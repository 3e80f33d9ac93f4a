/** Why bytes from the wire, or a value bound for it, were refused. Stable: peers' logs and metrics are keyed by these. */
export type ProtocolErrorCode =
  | "BAD_PACKET_TYPE"
  | "BAD_PAYLOAD"
  | "BAD_BASE64"
  | "BAD_HANDSHAKE"
  | "BAD_NAMESPACE"
  | "BAD_ACK_ID"
  | "BAD_JSON"
  | "BAD_DATA"
  | "BAD_ATTACHMENT"
  | "TOO_MANY_PACKETS"
  | "TOO_MANY_ATTACHMENTS"
  | "TOO_DEEP"
  | "TOO_LARGE"
  | "UNEXPECTED_BINARY"
  | "UNEXPECTED_TEXT";

/**
 * The only error that decoders of this package throw, and encoders for what the wire has no form for.
 * Its message is the code and the value at fault; PROTOCOL.md says what each code means.
 */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
  readonly code: ProtocolErrorCode;

  constructor(code: ProtocolErrorCode, detail: string | number, cause?: unknown) {
    super(`${code}: ${detail}`, { cause });
    this.code = code;
  }
}

/** A short, printable form of hostile text from `start` on, for error messages and logs: at most 40 characters, escaped or replaced where a terminal would obey them. */
export function excerpt(text: string, start = 0): string {
  return JSON.stringify(text.slice(start, start + 40)).replace(/[\p{C}\u2028\u2029]/gu, "\ufffd");
}
