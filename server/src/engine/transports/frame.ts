import { MAX_JOINED_FRAME } from "../../limits.ts";

/**
 * WebSocket frames ready to be written (RFC 6455, section 5.2; a server does not mask). Short ASCII frames are strings whose
 * characters are the bytes: they are joined and written as latin1, which costs less than buffers do.
 */
export type Frame = string | Buffer;

const TEXT = 0x81;
const BINARY = 0x82;
const SHORT = 126;
const LONG = 65_536;

/** One text frame. */
export function textFrame(text: string): Frame {
  const length = Buffer.byteLength(text);
  if (length === text.length && length <= MAX_JOINED_FRAME) return head(length) + text;
  const out = Buffer.allocUnsafe(headerLength(length) + length);
  out.write(text, headerInto(out, 0, TEXT, length));
  return out;
}

/** The answer to a ping: a control frame, whose payload is never longer than 125 bytes. */
export function pongFrame(data: Buffer): Frame {
  return `\x8a${String.fromCharCode(data.length)}${data.toString("latin1")}`;
}

/** How many bytes `text` takes as a frame. */
export function textFrameLength(text: string): number {
  return binaryFrameLength(Buffer.byteLength(text));
}

/** How many bytes a frame with `length` bytes of payload takes. */
export function binaryFrameLength(length: number): number {
  return headerLength(length) + length;
}

/** Writes a text frame at `at` and answers where it ends. */
export function textFrameInto(out: Buffer, at: number, text: string): number {
  const start = headerInto(out, at, TEXT, Buffer.byteLength(text));
  return start + out.write(text, start);
}

/** Writes a binary frame of `prefix` and `bytes` at `at` and answers where it ends. */
export function binaryFrameInto(out: Buffer, at: number, prefix: Uint8Array, bytes: Uint8Array): number {
  const length = prefix.length + bytes.length;
  const start = headerInto(out, at, BINARY, length);
  if (prefix.length > 0) out.set(prefix, start);
  out.set(bytes, start + prefix.length);
  return start + length;
}

function head(length: number): string {
  if (length < SHORT) return `\x81${String.fromCharCode(length)}`;
  return `\x81\x7e${String.fromCharCode(length >> 8, length & 0xff)}`;
}

function headerLength(length: number): number {
  return length < SHORT ? 2 : length < LONG ? 4 : 10;
}

function headerInto(out: Buffer, at: number, opcode: number, length: number): number {
  out[at] = opcode;
  if (length < SHORT) {
    out[at + 1] = length;
    return at + 2;
  }
  if (length < LONG) {
    out[at + 1] = SHORT;
    return out.writeUInt16BE(length, at + 2);
  }
  out[at + 1] = 127;
  out.writeUInt16BE(0, at + 2);
  return out.writeUIntBE(length, at + 4, 6);
}
