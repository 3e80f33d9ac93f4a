import type { Binary } from "../binary.ts";
import { excerpt, ProtocolError, type ProtocolErrorCode } from "../errors.ts";
import { MAX_ATTACHMENTS, MAX_DEPTH, MAX_NAME_LENGTH, MAX_NAMESPACE_QUERY_LENGTH, MAX_PAYLOAD } from "../limits.ts";
import { extractAttachments, restoreAttachments } from "./attachment.ts";
import { ACK, BINARY_EVENT, EVENT, isEventName, type SocketPacket, type SocketPacketType } from "./packet.ts";

/** Bounds on what a peer may send, and the `reviver` handed to `JSON.parse`. */
export interface DecoderOptions {
  /** Most attachments of one packet. Default 10. */
  readonly maxAttachments?: number | undefined;
  /** Most bytes of one packet's attachments together. Default 1 000 000. */
  readonly maxAttachmentBytes?: number | undefined;
  /** Deepest nesting of arrays and objects. Default 512. */
  readonly maxDepth?: number | undefined;
  /** Longest namespace or event name, in characters. Default 1 024. */
  readonly maxNameLength?: number | undefined;
  readonly reviver?: ((this: unknown, key: string, value: unknown) => unknown) | undefined;
}

/** A packet whose attachments are still on their way. */
interface Pending {
  readonly packet: SocketPacket;
  readonly count: number;
  readonly attachments: Map<unknown, Binary>;
  bytes: number;
}

/** How the data of each packet type may start, by its digit; a dot is no data at all (Socket.IO 5, Packet types; an error of protocol 4 is a string). */
const STARTS = [".{", ".", "[", "[", '{"', "[", "["] as const;

/** Turns the messages of one connection into packets, in linear time, holding at most one unfinished packet. */
export class SocketDecoder {
  #pending: Pending | undefined;
  readonly #options: DecoderOptions;

  constructor(options: DecoderOptions = {}) {
    this.#options = options;
  }

  /** Whether a packet still waits for attachments. */
  get waiting(): boolean {
    return this.#pending !== undefined;
  }

  /** Takes the next message, text from `offset` on, and answers the packet it completes, if any. Throws `ProtocolError`. */
  add(message: string | Binary, offset = 0): SocketPacket | undefined {
    return typeof message === "string" ? this.#addText(message, offset) : this.#addBinary(message);
  }

  /** Forgets an unfinished packet. */
  reset(): void {
    this.#pending = undefined;
  }

  #addText(text: string, offset: number): SocketPacket | undefined {
    if (this.#pending) refuse("UNEXPECTED_TEXT", text, offset);
    const { maxAttachments = MAX_ATTACHMENTS, maxNameLength = MAX_NAME_LENGTH } = this.#options;
    // True of every digit that passes the next line.
    const type = (text.charCodeAt(offset) - 48) as SocketPacketType;
    const starts = STARTS[type] ?? refuse("BAD_PACKET_TYPE", text, offset);
    let at = offset + 1;
    let count = 0;
    let nsp = "/";
    let id: number | undefined;
    if (type >= BINARY_EVENT) {
      const end = endOfNumber(text, at, "BAD_ATTACHMENT");
      count = Number(text.slice(at, end));
      if (!count || text[end] !== "-") refuse("BAD_ATTACHMENT", text, offset);
      if (count > maxAttachments) refuse("TOO_MANY_ATTACHMENTS", text, offset);
      at = end + 1;
    }
    if (text[at] === "/") {
      nsp = readNamespace(text, at, maxNameLength);
      at += nsp.length + 1;
    }
    const end = endOfNumber(text, at, "BAD_ACK_ID");
    if (end > at) id = Number(text.slice(at, end));
    // The binary types differ from EVENT and ACK on the wire only.
    const plain = count ? ((type - 3) as SocketPacketType) : type;
    if (plain === ACK && id === undefined) refuse("BAD_ACK_ID", text, offset);
    const data = this.#parse(text, end);
    if (!starts.includes(text[end] ?? ".") || (plain === EVENT && !hasGoodName(data, maxNameLength)))
      refuse("BAD_DATA", text, offset);
    const packet = id === undefined ? { type: plain, nsp, data } : { type: plain, nsp, id, data };
    if (!count) return packet;
    this.#pending = { packet, count, attachments: new Map(), bytes: 0 };
    return undefined;
  }

  #addBinary(binary: Binary): SocketPacket | undefined {
    const pending = this.#pending;
    if (!pending) throw new ProtocolError("UNEXPECTED_BINARY", `${binary.byteLength} bytes`);
    const { packet, attachments } = pending;
    pending.bytes += binary.byteLength;
    if (pending.bytes > (this.#options.maxAttachmentBytes ?? MAX_PAYLOAD)) {
      throw new ProtocolError("TOO_LARGE", `${pending.bytes} bytes`);
    }
    if (attachments.set(attachments.size, binary).size < pending.count) return undefined;
    this.#pending = undefined;
    const data = restoreAttachments(packet.data, attachments);
    if (attachments.size) throw new ProtocolError("BAD_ATTACHMENT", `${attachments.size} left over`);
    return { ...packet, data };
  }

  #parse(text: string, start: number): unknown {
    if (start >= text.length) return undefined;
    const { maxDepth = MAX_DEPTH, reviver } = this.#options;
    let data: unknown;
    try {
      // Peers take a blank for a digit of the ack id, so that JSON behind one would mean two things.
      data = JSON.parse(text.charCodeAt(start) > 32 ? text.slice(start) : "", reviver);
    } catch (cause) {
      refuse("BAD_JSON", text, start, cause);
    }
    // The walk counts levels; each needs two brackets, so short text has too few and is spared it.
    if (text.length - start > 2 * maxDepth) extractAttachments(data, [], maxDepth);
    return data;
  }
}

function refuse(code: ProtocolErrorCode, text: string, start: number, cause?: unknown): never {
  throw new ProtocolError(code, excerpt(text, start), cause);
}

/** Where the number at `start` ends, if there is one; written canonically, so that no two texts mean the same. */
function endOfNumber(text: string, start: number, code: ProtocolErrorCode): number {
  let end = start;
  while (text.charCodeAt(end) > 47 && text.charCodeAt(end) < 58) end++;
  const digits = text.slice(start, end);
  const number = Number(digits);
  if (digits && (String(number) !== digits || !Number.isSafeInteger(number))) refuse(code, text, start);
  return end;
}

function readNamespace(text: string, start: number, maxLength: number): string {
  const comma = text.indexOf(",", start);
  const nsp = text.slice(start, comma < 0 ? text.length : comma);
  // Clients of protocol 4 send a query behind the name.
  const query = nsp.indexOf("?");
  const length = query < 0 ? nsp.length : query;
  if (length > maxLength || nsp.length - length > MAX_NAMESPACE_QUERY_LENGTH) refuse("BAD_NAMESPACE", nsp, 0);
  return nsp;
}

function hasGoodName(data: unknown, maxLength: number): boolean {
  const name: unknown = Array.isArray(data) && data[0];
  return isEventName(name) && !(typeof name === "string" && name.length > maxLength);
}
