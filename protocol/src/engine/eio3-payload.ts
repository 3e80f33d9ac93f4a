import type { Binary } from "../binary.ts";
import { excerpt, ProtocolError } from "../errors.ts";
import { MAX_PACKETS_PER_PAYLOAD } from "../limits.ts";
import { decodeBinaryPayload, encodeBinaryPayload } from "./eio3-binary-payload.ts";
import { decodeFrame3, encodeTextFrame3 } from "./eio3-frame.ts";
import type { EnginePacket } from "./packet.ts";

/** What the reference implementation writes for no packets at all. */
const EMPTY = "0:";

/** Packets as one polling body: `<length>:<packet>` each, or the byte form when there is binary and `base64` is off. */
export function encodePayload3(
  packets: readonly EnginePacket<string | Binary>[],
  base64 = false,
): string | Uint8Array<ArrayBuffer> {
  if (!base64 && packets.some(({ data }) => typeof data === "object")) return encodeBinaryPayload(packets);
  let body = "";
  for (const packet of packets) {
    const frame = encodeTextFrame3(packet);
    body += `${frame.length}:${frame}`;
  }
  return body || EMPTY;
}

/** A polling body of either form, packet by packet; its framing is checked to the end before the first is handed out. */
export function decodePayload3(
  body: string | Uint8Array,
  maxPackets: number = MAX_PACKETS_PER_PAYLOAD,
): Iterable<EnginePacket<string | Binary>> {
  return typeof body === "string" ? decodeTextPayload(body, maxPackets) : decodeBinaryPayload(body, maxPackets);
}

function* decodeTextPayload(
  body: string,
  maxPackets: number,
): Generator<EnginePacket<string | Binary>, void, undefined> {
  if (body === EMPTY) return;
  const spans = readSpans(body, maxPackets);
  for (let at = 0; at < spans.length; at += 2) yield decodeFrame3(body.slice(spans[at], spans[at + 1]));
}

/** Start and end of each packet in turn; lengths count UTF-16 code units (Engine.IO 3, Payload). */
function readSpans(body: string, maxPackets: number): readonly number[] {
  const header = /([1-9]\d{0,9}):/y;
  const spans: number[] = [];
  let end = 0;
  do {
    header.lastIndex = end;
    const length = Number(header.exec(body)?.[1]);
    const start = header.lastIndex;
    // Also true of NaN, where no length was found.
    if (!(start + length <= body.length)) {
      throw new ProtocolError(
        "BAD_PAYLOAD",
        `no length and packet at character ${end} of the polling body: ${excerpt(body.slice(end, end + 41))}`,
      );
    }
    if (spans.length >= 2 * maxPackets) {
      throw new ProtocolError("TOO_MANY_PACKETS", `more than ${maxPackets} packets in one polling body`);
    }
    end = start + length;
    spans.push(start, end);
  } while (end < body.length);
  return spans;
}
