import type { Attachment, Binary } from "../binary.ts";
import type { EnginePacket } from "./packet.ts";

/** How one generation of Engine.IO writes packets; sessions and transports are written against this and nothing else. */
export interface EngineCodec {
  readonly protocol: 3 | 4;
  /**
   * One packet as one WebSocket frame. With `base64`, binary data becomes text.
   * A `Blob` passes through unread where the generation adds no type byte; elsewhere resolve it first.
   */
  encodeFrame(packet: EnginePacket, base64?: boolean): string | Attachment;
  /** One WebSocket frame as one packet. Throws `ProtocolError`. */
  decodeFrame(frame: string | Binary): EnginePacket<string | Binary>;
  /** Packets as one polling body; a byte body only where the generation has one and `base64` is off. */
  encodePayload(packets: readonly EnginePacket<string | Binary>[], base64?: boolean): string | Uint8Array;
  /** A polling body, packet by packet; more than `maxPackets` are refused before the first is handed out. Throws `ProtocolError`. */
  decodePayload(body: string | Uint8Array, maxPackets?: number): Iterable<EnginePacket<string | Binary>>;
}
