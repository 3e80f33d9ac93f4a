import { isEventName, ProtocolError, type SocketPacket, SocketPacketType } from "@upwire/protocol";
import type { Codec, PacketDecoder } from "./codec.ts";
import { OutboundMessage } from "./engine/outbound-message.ts";
import type { Untyped } from "./typed-events.ts";

/** The encoder half of a parser: a packet becomes at most one text, first, and any number of binaries. */
export interface ParserEncoder {
  encode(packet: Untyped): readonly (string | Uint8Array)[];
}

/** The decoder half of a parser: an emitter of `decoded`, one per connection. */
export interface ParserDecoder {
  add(chunk: Untyped): unknown;
  on(event: "decoded", listener: (packet: Untyped) => void): unknown;
  destroy?(): void;
}

/** The `parser` option, in the shape that Socket.IO documents. */
export interface Parser {
  readonly Encoder: new () => ParserEncoder;
  readonly Decoder: new () => ParserDecoder;
}

/** A parser of Socket.IO's shape behind our seam. */
export function customCodec({ Encoder, Decoder }: Parser): Codec {
  const encoder = new Encoder();
  return {
    encode: (packet) => messageOf(encoder.encode(packet)),
    decoder: (received, failed) => customDecoder(new Decoder(), received, failed),
    lender: undefined,
  };
}

/** The message that encoded parts make up. Throws when a text stands anywhere but first. */
export function messageOf(parts: readonly (string | Uint8Array)[]): OutboundMessage {
  const [first] = parts;
  const text = typeof first === "string" ? first : undefined;
  const attachments: Uint8Array[] = [];
  for (const part of text === undefined ? parts : parts.slice(1)) {
    if (typeof part === "string") throw new TypeError("an encoder may put one text in front of binaries, and no other");
    attachments.push(part);
  }
  return new OutboundMessage(text, attachments);
}

function customDecoder(
  decoder: ParserDecoder,
  received: (packet: SocketPacket) => void,
  failed: (error: unknown) => void,
): PacketDecoder {
  decoder.on("decoded", (packet: unknown) => {
    if (isPacket(packet)) received(packet);
    else failed(new ProtocolError("BAD_DATA", "the parser decoded something that is no packet"));
  });
  return {
    add(message, offset = 0) {
      decoder.add(typeof message === "string" ? message.slice(offset) : message);
      return undefined;
    },
    waiting: false,
    reset: () => decoder.destroy?.(),
  };
}

/** What our own decoder guarantees and a foreign one may not. */
function isPacket(value: unknown): value is SocketPacket {
  if (typeof value !== "object" || value === null || !("type" in value) || !("nsp" in value)) return false;
  if (typeof value.nsp !== "string") return false;
  const data = "data" in value ? value.data : undefined;
  const id = "id" in value ? value.id : undefined;
  switch (value.type) {
    case SocketPacketType.CONNECT:
      return data == null || (typeof data === "object" && !Array.isArray(data));
    case SocketPacketType.DISCONNECT:
      return true;
    case SocketPacketType.EVENT:
    case SocketPacketType.BINARY_EVENT:
      return Array.isArray(data) && isEventName(data[0]);
    case SocketPacketType.ACK:
    case SocketPacketType.BINARY_ACK:
      return Array.isArray(data) && Number.isSafeInteger(id);
    default:
      return false;
  }
}
