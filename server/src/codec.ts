import {
  type Attachment,
  type Binary,
  bytesOf,
  type DecoderOptions,
  encodePacket,
  ProtocolError,
  type SocketPacket,
  SocketDecoder,
} from "@upwire/protocol";
import { OutboundMessage } from "./engine/outbound-message.ts";
import { customCodec, type Parser } from "./custom-parser.ts";

/** Turns the messages of one connection into packets. */
export interface PacketDecoder {
  /** Takes the next message, text from `offset` on, and answers the packet it completes, if any. Throws on what is no packet. */
  add(message: string | Binary, offset?: number): SocketPacket | undefined;
  /** Whether a packet still waits for attachments. */
  readonly waiting: boolean;
  /** Forgets an unfinished packet. */
  reset(): void;
}

/** Turns packets into messages and back. */
export interface Codec {
  /** Throws on what cannot be sent. */
  encode(packet: SocketPacket): OutboundMessage;
  /** A decoder for a new connection. One that completes packets elsewhere than in `add` hands them, and its errors, to the callbacks. */
  decoder(received: (packet: SocketPacket) => void, failed: (error: unknown) => void): PacketDecoder;
  /** Lends one decoder to all connections that wait for nothing, where packets complete in `add`. */
  readonly lender: DecoderLender | undefined;
}

/** Lends a decoder; a connection whose packet has only begun keeps it, and the next one gets another. */
export class DecoderLender {
  readonly #options: DecoderOptions;
  #decoder: PacketDecoder;

  constructor(options: DecoderOptions) {
    this.#options = options;
    this.#decoder = new SocketDecoder(options);
  }

  /** The decoder to use now. */
  get decoder(): PacketDecoder {
    return this.#decoder;
  }

  /** Gives it away. */
  give(): PacketDecoder {
    const given = this.#decoder;
    this.#decoder = new SocketDecoder(this.#options);
    return given;
  }
}

/** The codec that a server uses for all its connections: Socket.IO's own encoding within `options`, unless a parser is given. */
export function codec(options: DecoderOptions, parser: Parser | undefined): Codec {
  if (parser !== undefined) return customCodec(parser);
  return { encode: outbound, decoder: () => new SocketDecoder(options), lender: new DecoderLender(options) };
}

function outbound(packet: SocketPacket): OutboundMessage {
  const { text, attachments } = encodePacket(packet);
  return attachments === undefined ? new OutboundMessage(text) : new OutboundMessage(text, attachments.map(toBytes));
}

function toBytes(attachment: Attachment): Uint8Array {
  if (ArrayBuffer.isView(attachment) || attachment instanceof ArrayBuffer) return bytesOf(attachment);
  throw new ProtocolError("BAD_DATA", "a Blob is read asynchronously: send `await blob.arrayBuffer()` instead");
}
