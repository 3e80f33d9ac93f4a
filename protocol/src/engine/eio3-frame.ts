import { decodeBase64, encodeBase64 } from "../base64.ts";
import { type Attachment, type Binary, bytesOf, isBlob } from "../binary.ts";
import { excerpt, ProtocolError } from "../errors.ts";
import { decodeFrame, encodeFrame } from "./frame.ts";
import type { EnginePacket } from "./packet.ts";

/** The type byte in front of a binary message: the number 4, not its digit (Engine.IO 3, Packet). */
const MESSAGE = 4;

/** One packet as one WebSocket frame: text as in Engine.IO 4, binary behind a type byte, or as text with `base64`. */
export function encodeFrame3(packet: EnginePacket, base64 = false): string | Uint8Array<ArrayBuffer> {
  if (base64) return encodeTextFrame3(packet);
  const frame = encodeFrame(packet);
  if (typeof frame === "string") return frame;
  const bytes = bytesRead(frame);
  const typed = new Uint8Array(bytes.length + 1);
  typed[0] = MESSAGE;
  typed.set(bytes, 1);
  return typed;
}

/** One packet as text: binary is `b4` and base64. */
export function encodeTextFrame3(packet: EnginePacket): string {
  const frame = encodeFrame(packet);
  return typeof frame === "string" ? frame : `b${MESSAGE}${encodeBase64(bytesRead(frame))}`;
}

function bytesRead(attachment: Attachment): Uint8Array {
  if (isBlob(attachment)) {
    throw new ProtocolError("BAD_DATA", "read a Blob into an ArrayBuffer before Engine.IO 3 encodes it");
  }
  return bytesOf(attachment);
}

/**
 * One WebSocket frame as one packet. A view gives a view of the same memory, an `ArrayBuffer` gives an `ArrayBuffer`,
 * so that applications see the kind of binary that their transport is set to.
 */
export function decodeFrame3(frame: string | Binary): EnginePacket<string | Binary> {
  if (typeof frame !== "string") return { type: "message", data: withoutTypeByte(frame) };
  if (!frame.startsWith("b")) return decodeFrame(frame);
  if (frame.startsWith(`b${MESSAGE}`)) return { type: "message", data: decodeBase64(frame, 2) };
  throw new ProtocolError("BAD_PACKET_TYPE", `base64 starts with b4, not with ${excerpt(frame)}`);
}

function withoutTypeByte(frame: Binary): Binary {
  const bytes = bytesOf(frame);
  if (bytes[0] !== MESSAGE) {
    throw new ProtocolError("BAD_PACKET_TYPE", `a binary packet starts with byte 4, not with ${bytes[0]}`);
  }
  return frame instanceof ArrayBuffer ? frame.slice(1) : bytes.subarray(1);
}
