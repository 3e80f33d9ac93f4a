export { decodeBase64, encodeBase64 } from "./base64.ts";
export { type Attachment, type Binary, type BlobLike, bytesOf, isAttachment, isBlob } from "./binary.ts";
export type { EngineCodec } from "./engine/codec.ts";
export { eio4 } from "./engine/eio4.ts";
export { decodeFrame, decodeTextFrame, encodeFrame, encodeTextFrame, readFrame } from "./engine/frame.ts";
export {
  completeHandshake,
  type Handshake,
  namesOf,
  type OpenPacket,
  parseHandshake,
  readHandshake,
} from "./engine/handshake.ts";
export { type EnginePacket, type EnginePacketType, PACKET_TYPES } from "./engine/packet.ts";
export { decodePayload, encodePayload } from "./engine/payload.ts";
export { excerpt, ProtocolError, type ProtocolErrorCode } from "./errors.ts";
export type { ConnectionState, Direction, InspectionEvent, Inspector, Report, UpgradeStep } from "./inspection.ts";
export * from "./limits.ts";
export { clientDecoder } from "./socket/client-decoder.ts";
export { clientEncode } from "./socket/client-encode.ts";
export { type DecoderOptions, SocketDecoder } from "./socket/decoder.ts";
export { encodePacket, type EncodeOptions } from "./socket/encode.ts";
export {
  ACK,
  CONNECT,
  DISCONNECT,
  type EncodedPacket,
  EVENT,
  isEvent,
  isEventName,
  isReserved,
  type SocketPacket,
  SocketPacketType,
} from "./socket/packet.ts";
