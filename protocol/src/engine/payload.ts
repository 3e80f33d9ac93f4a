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
    throw new ProtocolError("BAD_DATA", `U+001E cannot travel in a polling body: ${excerpt(frame)}`);
  }
  return frame;
}

/** A polling body packet by packet, split as it is read. Throws `ProtocolError`, and counts before it hands out the first. */
export function* decodePayload(
  body: string,
  maxPackets: number = MAX_PACKETS_PER_PAYLOAD,
): Generator<EnginePacket<string | Binary>, void, undefined> {
  refuseTooMany(body, maxPackets);
  let start = 0;
  for (;;) {
    const end = body.indexOf(SEPARATOR, start);
    if (end < 0) break;
    yield decodeTextFrame(body.slice(start, end));
    start = end + 1;
  }
  yield decodeTextFrame(body.slice(start));
}

function refuseTooMany(body: string, maxPackets: number): void {
  let count = 1;
  for (let at = body.indexOf(SEPARATOR); at >= 0; at = body.indexOf(SEPARATOR, at + 1)) {
    if (++count > maxPackets) {
      throw new ProtocolError("TOO_MANY_PACKETS", `more than ${maxPackets} packets in one polling body`);
    }
  }
}
