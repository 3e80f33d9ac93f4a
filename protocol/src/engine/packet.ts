import type { Attachment } from "../binary.ts";

/** The seven packet types in the order of their digit on the wire (Engine.IO protocol, Packet encoding). */
export const PACKET_TYPES = ["open", "close", "ping", "pong", "message", "upgrade", "noop"] as const;

/** The name of an Engine.IO packet type. */
export type EnginePacketType = (typeof PACKET_TYPES)[number];

/** One Engine.IO packet; binary data is only legal in a `message`. */
export interface EnginePacket<Data = string | Attachment> {
  readonly type: EnginePacketType;
  readonly data?: Data;
}
