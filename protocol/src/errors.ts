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

/** The only error that an encoder or decoder of this package throws for what it was given. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
  readonly code: ProtocolErrorCode;

  constructor(code: ProtocolErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** A short, printable form of hostile text for error messages and logs: at most 40 characters, controls escaped. */
export function excerpt(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
