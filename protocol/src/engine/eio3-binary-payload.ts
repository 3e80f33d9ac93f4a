import type { Binary } from "../binary.ts";
import { ProtocolError } from "../errors.ts";
import { decodeFrame3, encodeFrame3 } from "./eio3-frame.ts";
import type { EnginePacket } from "./packet.ts";

// Every runtime has these two; declared here because the package compiles without DOM and Node types.
declare const TextEncoder: new () => { encode(text: string): Uint8Array<ArrayBuffer> };
declare const TextDecoder: new (
  label: "utf-8",
  options: { fatal: true; ignoreBOM: true },
) => { decode(bytes: Uint8Array): string };

const TEXT = 0;
const BINARY = 1;
/** Ends the length of a packet, whose decimal digits stand before it as bytes 0 to 9. */
const END_OF_LENGTH = 255;
/** More than any body needs, and few enough that a length stays exact. */
const MAX_DIGITS = 10;

/** Packets as bytes: a byte for text or binary, the length in bytes, 255, the packet (Engine.IO 3, Payload, XHR2). */
export function encodeBinaryPayload(packets: readonly EnginePacket<string | Binary>[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (const packet of packets) {
    const frame = encodeFrame3(packet);
    const text = typeof frame === "string";
    const bytes = text ? encoder.encode(frame) : frame;
    const header = Uint8Array.of(text ? TEXT : BINARY, ...Array.from(String(bytes.length), Number), END_OF_LENGTH);
    parts.push(header, bytes);
    size += header.length + bytes.length;
  }
  return join(parts, size);
}

function join(parts: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return body;
}

/** The byte form packet by packet, binary as views of `body`. Throws `ProtocolError`. */
export function* decodeBinaryPayload(
  body: Uint8Array,
  maxPackets: number,
): Generator<EnginePacket<string | Binary>, void, undefined> {
  const spans = readSpans(body, maxPackets);
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for (const { text, start, end } of spans) {
    const bytes = body.subarray(start, end);
    yield decodeFrame3(text ? decodeUtf8(decoder, bytes, start) : bytes);
  }
}

function decodeUtf8(decoder: { decode(bytes: Uint8Array): string }, bytes: Uint8Array, start: number): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new ProtocolError("BAD_PAYLOAD", `the text packet at byte ${start} of the polling body is not UTF-8`, cause);
  }
}

interface Span {
  readonly text: boolean;
  readonly start: number;
  readonly end: number;
}

function readSpans(body: Uint8Array, maxPackets: number): readonly Span[] {
  const spans: Span[] = [];
  let at = 0;
  do {
    const kind = body[at];
    const { length, start } = readLength(body, at + 1);
    const end = start + length;
    if ((kind !== TEXT && kind !== BINARY) || end > body.length) {
      throw new ProtocolError(
        "BAD_PAYLOAD",
        `byte ${at} of the polling body starts no packet that fits the ${body.length} bytes`,
      );
    }
    if (spans.length >= maxPackets) {
      throw new ProtocolError("TOO_MANY_PACKETS", `more than ${maxPackets} packets in one polling body`);
    }
    spans.push({ text: kind === TEXT, start, end });
    at = end;
  } while (at < body.length);
  return spans;
}

function readLength(body: Uint8Array, first: number): { readonly length: number; readonly start: number } {
  let length = 0;
  for (let at = first; at <= first + MAX_DIGITS; at++) {
    const digit = body[at];
    if (digit === END_OF_LENGTH && length > 0) return { length, start: at + 1 };
    // Also true behind the end of the body; a length has no leading zero, and so is never 0.
    if (!(Number(digit) <= 9) || (digit === 0 && length === 0)) break;
    length = length * 10 + Number(digit);
  }
  throw new ProtocolError("BAD_PAYLOAD", `no packet length at byte ${first} of the polling body`);
}
