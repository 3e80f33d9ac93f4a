import { ProtocolError } from "./errors.ts";

// Every runtime has both; declared here because the package compiles without DOM and Node types.
declare const atob: (base64: string) => string;
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
  const encoded = text.slice(start);
  let cause: unknown;
  try {
    const binary = atob(encoded);
    // `atob` forgives blanks, missing padding and stray bits; only what is written strictly comes back the same.
    if (btoa(binary) === encoded) {
      const bytes = new Uint8Array(binary.length);
      for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at);
      return bytes;
    }
  } catch (error) {
    cause = error;
  }
  throw new ProtocolError("BAD_BASE64", `${encoded.length} characters`, cause);
}
