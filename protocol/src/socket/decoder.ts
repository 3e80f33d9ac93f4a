import type { Binary } from "../binary.ts";
import { excerpt, ProtocolError } from "../errors.ts";
import { MAX_ATTACHMENTS, MAX_DEPTH, MAX_NAME_LENGTH, MAX_PAYLOAD } from "../limits.ts";
import { extractAttachments, restoreAttachments } from "./attachment.ts";
import { dataFits } from "./data-fits.ts";
import { readHeader } from "./header.ts";
import { ACK, BINARY_EVENT, EVENT, type SocketPacket, type SocketPacketType } from "./packet.ts";

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
    if (this.#pending) throw new ProtocolError("UNEXPECTED_TEXT", excerpt(text, offset));
    const { maxAttachments = MAX_ATTACHMENTS, maxNameLength = MAX_NAME_LENGTH } = this.#options;
    const { type, count, nsp, id, end } = readHeader(text, offset, maxAttachments, maxNameLength);
    const data = end < text.length ? this.#parse(text, end) : undefined;
    if (!dataFits(type, data, maxNameLength)) throw new ProtocolError("BAD_DATA", excerpt(text, offset));
    if (!count) return packetOf(type, nsp, id, data);
    // The binary types differ from EVENT and ACK on the wire only.
    const packet = packetOf(type === BINARY_EVENT ? EVENT : ACK, nsp, id, data);
    this.#pending = { packet, count, attachments: new Map(), bytes: 0 };
    return undefined;
  }

  #addBinary(binary: Binary): SocketPacket | undefined {
    const pending = this.#pending;
    if (!pending) throw new ProtocolError("UNEXPECTED_BINARY", `${binary.byteLength} bytes`);
    const { packet, attachments } = pending;
    pending.bytes += binary.byteLength;
    if (pending.bytes > (this.#options.maxAttachmentBytes ?? MAX_PAYLOAD)) {
      throw new ProtocolError("TOO_LARGE", `${pending.bytes} bytes attached`);
    }
    if (attachments.set(attachments.size, binary).size < pending.count) return undefined;
    this.#pending = undefined;
    return { ...packet, data: restoreAttachments(packet.data, attachments) };
  }

  #parse(text: string, start: number): unknown {
    const { maxDepth = MAX_DEPTH, reviver } = this.#options;
    let data: unknown;
    try {
      // Peers take a blank for a digit of the ack id, so that JSON behind one would mean two things.
      data = JSON.parse(text.charCodeAt(start) > 32 ? text.slice(start) : "", reviver);
    } catch (cause) {
      throw new ProtocolError("BAD_JSON", excerpt(text, start), cause);
    }
    // The walk counts levels; each needs two brackets, so short text has too few and is spared it.
    if (text.length - start > 2 * maxDepth) extractAttachments(data, [], maxDepth);
    return data;
  }
}

function packetOf(type: SocketPacketType, nsp: string, id: number | undefined, data: unknown): SocketPacket {
  return id === undefined ? { type, nsp, data } : { type, nsp, id, data };
}
