import { ProtocolError } from "./errors.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PAD = 61;
/** Characters put together at a time: `String.fromCharCode` takes its arguments on the stack. */
const CHUNK = 8_192;

/** Bytes as base64 of the standard alphabet with padding (RFC 4648, section 4). */
export function encodeBase64(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += CHUNK * 3) {
    text += encodeChunk(bytes.subarray(start, start + CHUNK * 3));
  }
  return text;
}

function encodeChunk(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  for (let from = 0, to = 0; from < bytes.length; from += 3) {
    const a = bytes[from] ?? 0;
    const b = bytes[from + 1] ?? 0;
    const c = bytes[from + 2] ?? 0;
    codes[to++] = ALPHABET.charCodeAt(a >> 2);
    codes[to++] = ALPHABET.charCodeAt(((a & 3) << 4) | (b >> 4));
    codes[to++] = from + 1 < bytes.length ? ALPHABET.charCodeAt(((b & 15) << 2) | (c >> 6)) : PAD;
    codes[to++] = from + 2 < bytes.length ? ALPHABET.charCodeAt(c & 63) : PAD;
  }
  let text = "";
  for (let at = 0; at < codes.length; at += CHUNK) text += String.fromCharCode(...codes.subarray(at, at + CHUNK));
  return text;
}

/** Strict base64 from `start` to the end: standard alphabet, full padding, no stray bits. Throws `BAD_BASE64`. */
export function decodeBase64(text: string, start = 0): Uint8Array<ArrayBuffer> {
  const length = text.length - start;
  if (length % 4 !== 0) throw new ProtocolError("BAD_BASE64", `base64 comes in fours, and ${length} characters do not`);
  const padding = length === 0 ? 0 : text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((length / 4) * 3 - padding);
  const end = text.length - padding;
  let bits = 0;
  let held = 0;
  let to = 0;
  for (let at = start; at < end; at++) {
    bits = (bits << 6) | sextet(text.charCodeAt(at), at - start);
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[to++] = bits >> held;
      bits &= (1 << held) - 1;
    }
  }
  if (bits !== 0) throw new ProtocolError("BAD_BASE64", "the last base64 character has bits that belong to no byte");
  return bytes;
}

function sextet(code: number, at: number): number {
  if (code >= 65 && code <= 90) return code - 65;
  if (code >= 97 && code <= 122) return code - 71;
  if (code >= 48 && code <= 57) return code + 4;
  if (code === 43) return 62;
  if (code === 47) return 63;
  throw new ProtocolError("BAD_BASE64", `character ${at} is not of the base64 alphabet`);
}
