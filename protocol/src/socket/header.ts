import { excerpt, ProtocolError, type ProtocolErrorCode } from "../errors.ts";
import { MAX_NAMESPACE_QUERY_LENGTH } from "../limits.ts";
import { ACK, BINARY_ACK, BINARY_EVENT, type SocketPacketType } from "./packet.ts";

/** What stands before the JSON of a packet; `count` is 0 for the types without attachments, `end` is where the JSON starts. */
export interface Header {
  readonly type: SocketPacketType;
  readonly count: number;
  readonly nsp: string;
  readonly id: number | undefined;
  readonly end: number;
}

/** Reads `<type>[<n>-][<nsp>,][<id>]` from `offset` on. Throws `ProtocolError`. */
export function readHeader(text: string, offset: number, maxAttachments: number, maxNameLength: number): Header {
  const type = text.charCodeAt(offset) - 48;
  if (!isType(type)) throw new ProtocolError("BAD_PACKET_TYPE", excerpt(text, offset));
  let at = offset + 1;
  let count = 0;
  if (type >= BINARY_EVENT) {
    const digits = readDigits(text, at, "BAD_ATTACHMENT");
    at += digits.length;
    count = Number(digits);
    if (count < 1 || text[at++] !== "-") throw new ProtocolError("BAD_ATTACHMENT", excerpt(text, offset));
    if (count > maxAttachments) throw new ProtocolError("TOO_MANY_ATTACHMENTS", count);
  }
  let nsp = "/";
  if (text[at] === "/") {
    nsp = readNamespace(text, at, maxNameLength);
    at += nsp.length + 1;
  }
  const digits = readDigits(text, at, "BAD_ACK_ID");
  if (!digits && (type === ACK || type === BINARY_ACK)) throw new ProtocolError("BAD_ACK_ID", excerpt(text, offset));
  return { type, count, nsp, id: digits ? Number(digits) : undefined, end: at + digits.length };
}

function isType(digit: number): digit is SocketPacketType {
  return digit >= 0 && digit <= BINARY_ACK;
}

/** The digits of a number as it is written canonically, so that no two texts mean the same; none give an empty string. */
function readDigits(text: string, start: number, code: ProtocolErrorCode): string {
  let end = start;
  while (text.charCodeAt(end) > 47 && text.charCodeAt(end) < 58) end++;
  const digits = text.slice(start, end);
  const number = Number(digits);
  if (digits && (String(number) !== digits || !Number.isSafeInteger(number))) {
    throw new ProtocolError(code, excerpt(text, start));
  }
  return digits;
}

function readNamespace(text: string, start: number, maxLength: number): string {
  const comma = text.indexOf(",", start);
  const nsp = text.slice(start, comma < 0 ? text.length : comma);
  // Clients of protocol 4 send a query behind the name.
  const query = nsp.indexOf("?");
  const length = query < 0 ? nsp.length : query;
  if (length > maxLength || nsp.length - length > MAX_NAMESPACE_QUERY_LENGTH) {
    throw new ProtocolError("BAD_NAMESPACE", excerpt(nsp));
  }
  return nsp;
}
