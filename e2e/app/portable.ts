/** The kinds of binary that a test can name. */
export type BinaryKind =
  | "ArrayBuffer"
  | "Uint8Array"
  | "Uint8Array with offset"
  | "DataView"
  | "Blob"
  | "File"
  | "Buffer";

/** Binary as it travels between a test and a realm, which share nothing but JSON. */
export interface PortableBinary {
  readonly binary: BinaryKind;
  readonly base64: string;
}

/** A value for a realm, with real binary in the places of `PortableBinary`. */
export function unpacked(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isPortableBinary(value)) return binaryOf(value);
  if (Array.isArray(value)) return value.map(unpacked);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, unpacked(part)]));
}

/** A value of a realm as JSON can say it; functions are left out of lists. */
export function packed(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof ArrayBuffer) return portable("ArrayBuffer", new Uint8Array(value));
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, byteLength } = value;
    // True of what the specs send: views of these kinds and no others.
    return portable(value.constructor.name as BinaryKind, new Uint8Array(buffer, byteOffset, byteLength));
  }
  if (Array.isArray(value)) return value.filter((part) => typeof part !== "function").map(packed);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, packed(part)]));
}

function isPortableBinary(value: object): value is PortableBinary {
  return "binary" in value && "base64" in value;
}

function binaryOf({ binary, base64 }: PortableBinary): unknown {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  switch (binary) {
    case "ArrayBuffer":
      return bytes.buffer;
    case "DataView":
      return new DataView(bytes.buffer);
    case "Blob":
      return new Blob([bytes], { type: "application/x-blob" });
    case "File":
      return new File([bytes], "notes.bin", { type: "application/x-file" });
    case "Uint8Array with offset":
      return new Uint8Array([255, 255, 255, ...bytes, 255, 255]).subarray(3, 3 + bytes.length);
    case "Uint8Array":
    case "Buffer":
      return bytes;
  }
}

/** Bytes per call of `String.fromCharCode`, whose arguments must fit the stack. */
const PIECE = 8_192;

function portable(binary: BinaryKind, bytes: Uint8Array): PortableBinary {
  let characters = "";
  for (let start = 0; start < bytes.length; start += PIECE)
    characters += String.fromCharCode(...bytes.subarray(start, start + PIECE));
  return { binary, base64: btoa(characters) };
}
