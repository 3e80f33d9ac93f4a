import type { Binary } from "../binary.ts";
import { excerpt, ProtocolError } from "../errors.ts";
import { MAX_PACKETS_PER_PAYLOAD } from "../limits.ts";
import { decodeTextFrame, encodeTextFrame } from "./frame.ts";
import type { EnginePacket } from "./packet.ts";

const SEPARATOR = "\x1e";

/**
 * Packets as one polling body, joined by U+001E, binary as `b` and base64 (Engine.IO 4, HTTP long-polling).
 * Throws `BAD_DATA` for text with U+001E in it, which the peer would read as packets of their own.
 */
export function encodePayload(packets: readonly EnginePacket<string | Binary>[]): string {
  return packets.map(encodePart).join(SEPARATOR);
}

function encodePart(packet: EnginePacket<string | Binary>): string {
  const frame = encodeTextFrame(packet);
  if (frame.includes(SEPARATOR)) {
    throw new ProtocolError("BAD_DATA", `U+001E in a polling body: ${excerpt(frame)}`);
  }
  return frame;
}

/** A polling body packet by packet. Throws `ProtocolError`, and counts before it hands out the first. */
export function* decodePayload(
  body: string,
  maxPackets: number = MAX_PACKETS_PER_PAYLOAD,
): Generator<EnginePacket<string | Binary>, void, undefined> {
  // The highest limit that `split` can take; one more than is allowed is enough to know.
  const frames = body.split(SEPARATOR, Math.min(maxPackets + 1, 0xffff_ffff));
  if (frames.length > maxPackets) throw new ProtocolError("TOO_MANY_PACKETS", `more than ${maxPackets} in one body`);
  for (const frame of frames) yield decodeTextFrame(frame);
}
