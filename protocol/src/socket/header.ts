import { excerpt, ProtocolError } from "../errors.ts";
import { MAX_NAME_LENGTH, MAX_NAMESPACE_QUERY_LENGTH } from "../limits.ts";
import { SocketPacketType } from "./packet.ts";

/** What stands before the JSON of a packet; `attachments` is 0 for the types that have none, `end` is where the JSON starts. */
export interface Header {
  readonly type: SocketPacketType;
  readonly attachments: number;
  readonly nsp: string;
  readonly id: number | undefined;
  readonly end: number;
}

const ZERO = 48;
const NINE = 57;
const SLASH = 47;
const DASH = "-";

/** Reads `<type>[<n>-][<nsp>,][<id>]` from `offset` on. Throws `ProtocolError`. */
export function readHeader(text: string, offset: number, maxAttachments: number): Header {
  const digit = text.charCodeAt(offset) - ZERO;
  if (!(digit >= SocketPacketType.CONNECT && digit <= SocketPacketType.BINARY_ACK)) {
    throw new ProtocolError("BAD_PACKET_TYPE", `no Socket.IO packet starts with ${excerpt(text.slice(offset, offset + 41))}`);
  }
  // True because the range was just checked.
  const type = digit as SocketPacketType;
  let at = offset + 1;
  let attachments = 0;
  if (type >= SocketPacketType.BINARY_EVENT) {
    const end = endOfDigits(text, at);
    attachments = readCount(text, at, end, maxAttachments);
    at = end + 1;
  }
  let nsp = "/";
  if (text.charCodeAt(at) === SLASH) {
    const comma = text.indexOf(",", at);
    const end = comma < 0 ? text.length : comma;
    nsp = readNamespace(text, at, end);
    at = comma < 0 ? end : end + 1;
  }
  const end = endOfDigits(text, at);
  const id = end > at ? readId(text, at, end) : undefined;
  return { type, attachments, nsp, id, end };
}

function endOfDigits(text: string, start: number): number {
  let end = start;
  while (text.charCodeAt(end) >= ZERO && text.charCodeAt(end) <= NINE) end++;
  return end;
}

function readCount(text: string, start: number, end: number, max: number): number {
  const count = Number(text.slice(start, end));
  if (text[end] !== DASH || end === start || text.charCodeAt(start) === ZERO) {
    throw new ProtocolError("BAD_ATTACHMENT", `a binary packet starts with a count from 1 and a dash, not ${excerpt(text.slice(start, start + 41))}`);
  }
  if (count > max) throw new ProtocolError("TOO_MANY_ATTACHMENTS", `${count} attachments announced, ${max} allowed`);
  return count;
}

function readNamespace(text: string, start: number, end: number): string {
  const nsp = text.slice(start, end);
  const query = nsp.indexOf("?");
  const tooLong = query < 0 ? nsp.length > MAX_NAME_LENGTH : query > MAX_NAME_LENGTH || nsp.length - query > MAX_NAMESPACE_QUERY_LENGTH;
  if (tooLong) throw new ProtocolError("BAD_NAMESPACE", `the namespace ${excerpt(nsp)} has ${nsp.length} characters, ${MAX_NAME_LENGTH} allowed`);
  return nsp;
}

function readId(text: string, start: number, end: number): number {
  const id = Number(text.slice(start, end));
  const leadingZero = text.charCodeAt(start) === ZERO && end > start + 1;
  if (leadingZero || !Number.isSafeInteger(id)) throw new ProtocolError("BAD_ACK_ID", `${excerpt(text.slice(start, end))} is no ack id`);
  return id;
}
