import {
  ACK,
  CONNECT,
  DISCONNECT,
  type Binary,
  EVENT,
  isEvent,
  ProtocolError,
  type SocketPacket,
  type SocketPacketType,
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
export function parserEncode(parser: Parser): (packet: SocketPacket) => readonly Frame[] {
  const encoder = new parser.Encoder();
  return (packet) => encoder.encode(packet);
}

/** Lets a parser read the packets of one session. It says `decoded` while it is fed, at most once for each frame. */
export function parserReader(parser: Parser): PacketReader {
  const decoder = new parser.Decoder();
  let decoded: SocketPacket | undefined;
  decoder.on("decoded", (packet) => {
    decoded = packet;
  });
  return (frame) => {
    decoded = undefined;
    decoder.add(frame);
    return decoded && checked(decoded);
  };
}

/** Binary events and acks by the type they have without attachments, as our own decoder hands them out. Throws on what is no packet. */
function checked(packet: SocketPacket): SocketPacket {
  // True because only the types with attachments are higher, each by 3.
  const type = (packet.type > CONNECT_ERROR ? packet.type - 3 : packet.type) as SocketPacketType;
  if (typeof packet.nsp === "string" && dataFits(type, packet)) return { ...packet, type };
  throw new ProtocolError("BAD_DATA", "no packet from the option parser");
}

function dataFits(type: unknown, { id, data }: SocketPacket): boolean {
  if (type === EVENT) return isEvent(data);
  if (type === ACK) return Array.isArray(data) && typeof id === "number";
  if (type === CONNECT_ERROR) return typeof data === "string" || (typeof data === "object" && !!data);
  return type === CONNECT || type === DISCONNECT;
}

const CONNECT_ERROR = 4;
