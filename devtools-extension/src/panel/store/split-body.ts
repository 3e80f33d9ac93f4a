import { decodeBase64, encodeBase64, MAX_PACKETS_PER_PAYLOAD, ProtocolError } from "@upwire/protocol";
import type { FrameBody } from "../../bridge/record.ts";
import { problemOf } from "./problem-of.ts";
import type { Problem } from "./row.ts";
import { utf8Length } from "./utf8-length.ts";

/** One packet of a frame or polling body, still as it was on the wire. */
export interface Piece {
  /** With the type digit; base64 where `encoded`. */
  readonly text: string;
  /** Whether `text` is base64 of a binary frame, with the type byte in front in Engine.IO 3. */
  readonly encoded: boolean;
  readonly size: number;
  readonly cut: boolean;
  readonly problem?: Problem;
}

const SEPARATOR = "\x1e";

/** A WebSocket frame, which is one packet. */
export function wholeFrame(body: FrameBody): Piece {
  const { size, cut = false } = body;
  return "text" in body
    ? { text: body.text, encoded: false, size, cut }
    : { text: body.base64, encoded: true, size, cut };
}

/** The packets of a polling body of either generation, as far as they are here; what breaks its framing is a piece with a problem. */
export function splitBody(protocol: 3 | 4, body: FrameBody): readonly Piece[] {
  const { size, cut = false } = body;
  if (!("text" in body))
    return protocol === 3 ? splitBytes(body.base64, size, cut) : [unexpectedBinary(body.base64, size)];
  const ascii = size === body.text.length;
  const pieces = protocol === 3 ? splitLengths(body.text, cut) : splitSeparators(body.text, cut);
  const sized = ascii ? pieces : pieces.map(measured);
  return cut ? withRest(sized, size) : sized;
}

function measured(piece: Piece): Piece {
  return { ...piece, size: utf8Length(piece.text) };
}

/** The last packet stands for all that is cut off, so that the sum of sizes is right. */
function withRest(pieces: Piece[], size: number): Piece[] {
  const last = pieces.pop();
  if (!last) return pieces;
  const before = pieces.reduce((sum, { size: bytes }) => sum + bytes + 1, 0);
  return [...pieces, { ...last, size: Math.max(last.size, size - before) }];
}

function textPiece(text: string, cut = false, problem?: Problem): Piece {
  const base = { text, encoded: false, size: text.length, cut };
  return problem ? { ...base, problem } : base;
}

function splitSeparators(body: string, cut: boolean): Piece[] {
  const frames = body.split(SEPARATOR, MAX_PACKETS_PER_PAYLOAD + 1);
  if (frames.length > MAX_PACKETS_PER_PAYLOAD) {
    frames.length = MAX_PACKETS_PER_PAYLOAD;
    return [...frames.map((frame) => textPiece(frame)), tooMany("")];
  }
  return frames.map((frame, index) => textPiece(frame, cut && index === frames.length - 1));
}

function splitLengths(body: string, cut: boolean): Piece[] {
  const pieces: Piece[] = [];
  if (body === "0:") return pieces;
  if (!body && !cut) return [textPiece("", false, badPayload("the polling body is empty"))];
  const header = /([1-9]\d{0,9}):/y;
  let end = 0;
  while (end < body.length) {
    if (pieces.length >= MAX_PACKETS_PER_PAYLOAD) return [...pieces, tooMany(body.slice(end))];
    header.lastIndex = end;
    const length = Number(header.exec(body)?.[1]);
    const start = header.lastIndex;
    // Also true of NaN, where no length was found.
    if (!(start + length <= body.length)) {
      const rest = body.slice(Number.isNaN(length) ? end : start);
      // A cut can leave the beginning of a length, which is nothing to show.
      if (cut && Number.isNaN(length) && /^\d*$/.test(rest)) return pieces;
      return [
        ...pieces,
        textPiece(rest, cut, cut ? undefined : badPayload(`no length and packet at character ${end}`)),
      ];
    }
    end = start + length;
    pieces.push(textPiece(body.slice(start, end)));
  }
  return pieces;
}

function splitBytes(base64: string, size: number, cut: boolean): Piece[] {
  const pieces: Piece[] = [];
  let bytes: Uint8Array;
  try {
    bytes = decodeBase64(cut ? base64.slice(0, base64.length - (base64.length % 4)) : base64);
  } catch (error) {
    return [{ text: base64, encoded: true, size, cut, problem: problemOf(error) }];
  }
  if (bytes.length === 0 && !cut) return [textPiece("", false, badPayload("the polling body is empty"))];
  for (let at = 0; at < bytes.length;) {
    if (pieces.length >= MAX_PACKETS_PER_PAYLOAD) return [...pieces, tooMany("")];
    const { start, length } = readLength(bytes, at + 1);
    const kind = bytes[at];
    if (start < 0 || (kind !== 0 && kind !== 1)) {
      if (!cut) pieces.push(textPiece("", false, badPayload(`byte ${at} of the polling body starts no packet`)));
      return pieces;
    }
    const short = start + length > bytes.length;
    const packet = bytes.subarray(start, start + length);
    const problem = short && !cut ? badPayload("the last packet is longer than the polling body") : undefined;
    pieces.push(bytesPiece(kind === 1, packet, { size: length, cut: short && cut }, problem));
    at = start + length;
  }
  return pieces;
}

/** A packet of the byte form, which holds text or binary. */
function bytesPiece(
  encoded: boolean,
  packet: Uint8Array,
  base: Pick<Piece, "size" | "cut">,
  problem: Problem | undefined,
): Piece {
  if (encoded) return { ...base, text: encodeBase64(packet), encoded, ...(problem ? { problem } : {}) };
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(packet);
  // A cut may go through a character.
  const broken = problem ?? (base.cut || isUtf8(packet) ? undefined : badPayload("a text packet is not UTF-8"));
  return { ...base, text, encoded, ...(broken ? { problem: broken } : {}) };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** The decimal length at `first` (bytes 0 to 9, ended by 255), and where the packet starts; -1 where there is none. */
function readLength(bytes: Uint8Array, first: number): { readonly start: number; readonly length: number } {
  let length = 0;
  for (let at = first; at <= first + 10; at++) {
    const digit = bytes[at];
    if (digit === 255 && length > 0) return { start: at + 1, length };
    // A length has no leading zero, and so is never 0.
    if (digit === undefined || digit > 9 || (digit === 0 && length === 0)) break;
    length = length * 10 + digit;
  }
  return { start: -1, length: 0 };
}

function badPayload(detail: string): Problem {
  return problemOf(new ProtocolError("BAD_PAYLOAD", detail));
}

function tooMany(rest: string): Piece {
  const error = new ProtocolError("TOO_MANY_PACKETS", `more than ${MAX_PACKETS_PER_PAYLOAD} in one body`);
  return textPiece(rest, false, problemOf(error));
}

function unexpectedBinary(base64: string, size: number): Piece {
  const problem = problemOf(new ProtocolError("UNEXPECTED_BINARY", "a polling body of bytes"));
  return { text: base64, encoded: true, size, cut: false, problem };
}
