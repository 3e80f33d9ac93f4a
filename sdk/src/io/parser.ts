import {
  ACK,
  type Attachment,
  type Binary,
  type EncodedPacket,
  EVENT,
  ProtocolError,
  RESERVED_EVENTS,
  type SocketPacket,
  SocketPacketType,
} from "@upwire/protocol";
import type { PacketReader } from "../connection.ts";

/** A frame as parsers make and take it. */
type Frame = string | Binary;

/** What a decoder of the `parser` option offers. */
export interface ParserDecoder {
  on(event: "decoded", listener: (packet: SocketPacket) => void): unknown;
  add(frame: Frame): void;
  destroy?(): void;
}

/** The `parser` option: replaces JSON on the wire, on both sides alike. */
export interface Parser {
  readonly Encoder: new () => { encode(packet: SocketPacket): Frame[] };
  readonly Decoder: new () => ParserDecoder;
}

/** Lets a parser write the packets of a connection. */
export function parserEncode(parser: Parser): (packet: SocketPacket) => EncodedPacket<Attachment> {
  const encoder = new parser.Encoder();
  return (packet) => {
    const [first, ...rest] = encoder.encode(packet);
    // True because all frames go to the session as they are, in this order, and it sends text and bytes alike.
    return { text: first as string, attachments: rest as Attachment[] };
  };
}

/** Lets a parser read the packets of one session. It says `decoded` while it is fed, at most once for each frame. */
export function parserReader(parser: Parser): PacketReader {
  const decoder = new parser.Decoder();
  let decoded: SocketPacket | undefined;
  decoder.on("decoded", (packet) => {
    decoded = packet;
  });
  return {
    add(frame) {
      decoded = undefined;
      decoder.add(frame);
      return decoded && checked(decoded);
    },
  };
}

/** Binary events and acks by the type they have without attachments, as our own decoder hands them out. Throws on what is no packet. */
function checked(packet: SocketPacket): SocketPacket {
  const type = plainType(packet.type);
  if (typeof packet.nsp !== "string" || !dataFits(type, packet)) {
    throw new ProtocolError("BAD_DATA", "the decoder of the parser option made no Socket.IO packet");
  }
  return { ...packet, type };
}

function plainType(type: SocketPacketType): SocketPacketType {
  if (type === SocketPacketType.BINARY_EVENT) return EVENT;
  return type === SocketPacketType.BINARY_ACK ? ACK : type;
}

function dataFits(type: SocketPacketType, { id, data }: SocketPacket): boolean {
  switch (type) {
    case SocketPacketType.EVENT:
      return isEvent(data);
    case SocketPacketType.ACK:
      return Array.isArray(data) && typeof id === "number";
    case SocketPacketType.CONNECT_ERROR:
      return typeof data === "string" || (typeof data === "object" && data !== null);
    default:
      return type === SocketPacketType.CONNECT || type === SocketPacketType.DISCONNECT;
  }
}

function isEvent(data: unknown): boolean {
  if (!Array.isArray(data)) return false;
  const name: unknown = data[0];
  return typeof name === "number" || (typeof name === "string" && !RESERVED_EVENTS.has(name));
}
