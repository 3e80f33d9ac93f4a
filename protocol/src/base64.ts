import { ProtocolError } from "./errors.ts";

// Every runtime has it; declared here because the package compiles without DOM and Node types.
declare const btoa: (binary: string) => string;

/** Bytes put together at a time, a multiple of 3: `String.fromCharCode` takes its arguments on the stack. */
const CHUNK = 8_190;

/** Bytes as base64 of the standard alphabet with padding (RFC 4648, section 4). */
export function encodeBase64(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += CHUNK) {
    // True because `String.fromCharCode` answers a string.
    text += btoa(Reflect.apply(String.fromCharCode, undefined, bytes.subarray(start, start + CHUNK)) as string);
  }
  return text;
}

/** Strict base64 from `start` to the end: standard alphabet, full padding, no stray bits. Throws `BAD_BASE64`. */
export function decodeBase64(text: string, start = 0): Uint8Array<ArrayBuffer> {
  const length = text.length - start;
  if (length % 4 !== 0) throw new ProtocolError("BAD_BASE64", `${length} characters`);
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
  if (bits !== 0) throw new ProtocolError("BAD_BASE64", "stray bits at the end");
  return bytes;
}

function sextet(code: number, at: number): number {
  if (code >= 65 && code <= 90) return code - 65;
  if (code >= 97 && code <= 122) return code - 71;
  if (code >= 48 && code <= 57) return code + 4;
  if (code === 43) return 62;
  if (code === 47) return 63;
  throw new ProtocolError("BAD_BASE64", `character ${at}`);
}
