import { type Binary } from "../binary.ts";
import { excerpt, ProtocolError } from "../errors.ts";
import { MAX_ATTACHMENTS, MAX_DEPTH, MAX_PAYLOAD } from "../limits.ts";
import { restoreAttachments } from "./attachment.ts";
import { readHeader } from "./header.ts";
import { nestsDeeper } from "./depth.ts";
import { type SocketPacket, SocketPacketType } from "./packet.ts";
import { refuseBadData } from "./valid.ts";

/** Bounds on what a peer may send, and the `reviver` handed to `JSON.parse`. */
export interface DecoderOptions {
  /** Most attachments of one packet. Default 10. */
  readonly maxAttachments?: number | undefined;
  /** Most bytes of one packet's attachments together. Default 1 000 000. */
  readonly maxAttachmentBytes?: number | undefined;
  readonly reviver?: ((this: unknown, key: string, value: unknown) => unknown) | undefined;
}

/** A packet whose attachments are still on their way. */
interface Pending {
  readonly packet: SocketPacket;
  readonly count: number;
  readonly attachments: Binary[];
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
    if (this.#pending) throw new ProtocolError("UNEXPECTED_TEXT", `text came where attachment ${this.#pending.attachments.length} was due`);
    const maxAttachments = this.#options.maxAttachments ?? MAX_ATTACHMENTS;
    const header = readHeader(text, offset, maxAttachments);
    const { type, nsp, id, attachments } = header;
    const data = header.end < text.length ? this.#parse(text, header.end) : undefined;
    refuseBadData(type, id, data);
    const packet: SocketPacket = id === undefined ? { type, nsp, data } : { type, nsp, id, data };
    if (attachments === 0) return packet;
    this.#pending = { packet, count: attachments, attachments: [], bytes: 0 };
    return undefined;
  }

  #addBinary(binary: Binary): SocketPacket | undefined {
    const pending = this.#pending;
    if (!pending) throw new ProtocolError("UNEXPECTED_BINARY", "a binary message came without a packet that announced it");
    const maxBytes = this.#options.maxAttachmentBytes ?? MAX_PAYLOAD;
    pending.bytes += binary.byteLength;
    if (pending.bytes > maxBytes) throw new ProtocolError("TOO_LARGE", `the attachments of one packet exceed ${maxBytes} bytes`);
    pending.attachments.push(binary);
    if (pending.attachments.length < pending.count) return undefined;
    this.#pending = undefined;
    const { packet } = pending;
    const type = packet.type === SocketPacketType.BINARY_EVENT ? SocketPacketType.EVENT : SocketPacketType.ACK;
    return { ...packet, type, data: restoreAttachments(packet.data, pending.attachments) };
  }

  #parse(text: string, start: number): unknown {
    if (nestsDeeper(text, start, MAX_DEPTH)) throw new ProtocolError("TOO_DEEP", `JSON nested deeper than ${MAX_DEPTH}`);
    const json = text.slice(start);
    try {
      return JSON.parse(json, this.#options.reviver);
    } catch (cause) {
      throw new ProtocolError("BAD_JSON", `not JSON: ${excerpt(json)}`, cause);
    }
  }
}
