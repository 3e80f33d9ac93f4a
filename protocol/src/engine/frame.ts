import { decodeBase64, encodeBase64 } from "../base64.ts";
import { type Attachment, type Binary, bytesOf, isBlob } from "../binary.ts";
import { excerpt, ProtocolError } from "../errors.ts";
import { type EnginePacket, PACKET_TYPES } from "./packet.ts";

/** One packet as one WebSocket frame: type digit and text, or the bare bytes of a binary message (Engine.IO 4, WebSocket). */
export function encodeFrame(packet: EnginePacket): string | Attachment {
  const { type, data } = packet;
  return typeof data === "object" ? data : PACKET_TYPES.indexOf(type) + (data ?? "");
}

/** Like `encodeFrame` for links that carry text only: binary becomes `b` and base64. */
export function encodeTextFrame(packet: EnginePacket): string {
  const frame = encodeFrame(packet);
  if (typeof frame === "string") return frame;
  if (isBlob(frame)) {
    throw new ProtocolError("BAD_DATA", "read the Blob into an ArrayBuffer first");
  }
  return `b${encodeBase64(bytesOf(frame))}`;
}

/** One WebSocket frame as one packet; never base64, which only text-only links use. Throws `BAD_PACKET_TYPE`. */
export function decodeFrame(frame: string | Binary): EnginePacket<string | Binary> {
  try {
    const packet = readFrame(frame);
    return packet.data === "" ? { type: packet.type } : packet;
  } catch {
    throw new ProtocolError("BAD_PACKET_TYPE", excerpt(typeof frame === "string" ? frame : ""));
  }
}

/** Like `decodeFrame`, but throws `SyntaxError`, and data that is missing is empty: for clients that must stay small. */
export function readFrame(frame: string | Binary): EnginePacket<string | Binary> {
  if (typeof frame !== "string") return { type: "message", data: frame };
  // True because a list is read by the digits of its places as well; no other character is one.
  const type = PACKET_TYPES[frame[0] as unknown as number];
  if (!type) throw new SyntaxError(frame.slice(0, 40));
  return { type, data: frame.slice(1) };
}

/** One text frame of a text-only link: as `decodeFrame`, and `b` with base64 is a binary message. */
export function decodeTextFrame(frame: string): EnginePacket<string | Binary> {
  return frame.startsWith("b") ? { type: "message", data: decodeBase64(frame, 1) } : decodeFrame(frame);
}
