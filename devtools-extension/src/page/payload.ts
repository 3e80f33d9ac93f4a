import type { FrameBody } from "../bridge/record.ts";
import {
  apply,
  bufferLength,
  bytesBuffer,
  bytesLength,
  bytesOffset,
  fromCharCode,
  getter,
  isView,
  min,
  NativeBlob,
  NativeUint8Array,
  parse,
  setBytes,
  slice,
  stringify,
  whenSettled,
  toBase64,
  uncurried,
  utf8Length,
  viewBuffer,
  viewLength,
  viewOffset,
} from "./primordials.ts";

/**
 * What went over a wire, as the tap keeps it: a text by reference, since nobody can change it; bytes as a copy, since the page can;
 * a Blob by reference, to be read when somebody asks.
 */
export type Payload = string | Uint8Array<ArrayBuffer> | Blob | CutPayload;

/** The beginning of something that is too large to keep. */
export class CutPayload {
  readonly start: string | Uint8Array<ArrayBuffer>;
  readonly size: number;

  constructor(start: string | Uint8Array<ArrayBuffer>, size: number) {
    this.start = start;
    this.size = size;
  }
}

/** Longer texts are cut, in UTF-16 units. */
export const MAX_TEXT = 4_000_000;

/** Longer bytes are cut. */
export const MAX_BYTES = 1_048_576;

/** So much is kept of what is cut, and nothing of a Blob, which cannot be read at once. */
export const KEPT = 16_384;

const blobSize: (self: unknown) => number | undefined = getter(NativeBlob.prototype, "size");
const sliceBlob: (blob: Blob, start: number, end: number) => Blob = uncurried(NativeBlob.prototype.slice);
const blobBuffer: (blob: Blob) => Promise<ArrayBuffer> = uncurried(NativeBlob.prototype.arrayBuffer);

/** Keeps what `data` is now; undefined for what is neither text nor bytes. Runs no code of the page. */
export function keep(data: unknown): Payload | undefined {
  if (typeof data === "string")
    return data.length <= MAX_TEXT ? data : new CutPayload(detached(slice(data, 0, KEPT)), utf8Length(data));
  if (typeof data !== "object" || data === null) return undefined;
  if (data instanceof CutPayload) return data;
  const bytes = bytesOf(data);
  if (bytes) {
    const { length } = bytes;
    return length <= MAX_BYTES ? copied(bytes, length) : new CutPayload(copied(bytes, KEPT), length);
  }
  return isBlob(data) ? keptBlob(data) : undefined;
}

/** The bytes themselves, not copied; undefined for what is no buffer and no view. */
export function bytesOf(data: object): Uint8Array<ArrayBuffer> | undefined {
  try {
    if (!isView(data)) {
      // Throws for what is no ArrayBuffer; true for what is one, of whatever realm.
      return bufferLength(data) === undefined ? undefined : new NativeUint8Array(data as ArrayBuffer);
    }
    const buffer = bytesBufferOf(data);
    return (
      buffer &&
      new NativeUint8Array(buffer, sizeOf(viewOffset, bytesOffset, data), sizeOf(viewLength, bytesLength, data))
    );
  } catch {
    return undefined;
  }
}

function bytesBufferOf(view: ArrayBufferView): ArrayBuffer | undefined {
  try {
    return bytesBuffer(view);
  } catch {
    return viewBuffer(view);
  }
}

type Read = (self: unknown) => number | undefined;

function sizeOf(ofDataView: Read, ofBytes: Read, view: ArrayBufferView): number {
  try {
    return ofBytes(view) ?? 0;
  } catch {
    return ofDataView(view) ?? 0;
  }
}

function isBlob(data: object): data is Blob {
  try {
    return blobSize(data) !== undefined;
  } catch {
    return false;
  }
}

/** A Blob, or its size where it is too large: a part of it would hold on to the whole. */
function keptBlob(blob: Blob): Blob | CutPayload {
  const size = blobSize(blob) ?? 0;
  return size <= MAX_BYTES ? blob : new CutPayload(new NativeUint8Array(0), size);
}

function copied(bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  const copy = new NativeUint8Array(length);
  setBytes(copy, bytes.length === length ? bytes : new NativeUint8Array(bytes.buffer, bytes.byteOffset, length));
  return copy;
}

/** A copy of a part of a text that does not hold on to the whole, as engines let parts do. */
function detached(text: string): string {
  // True because a text as JSON is a text again.
  return parse(stringify(text)) as string;
}

/** What a payload weighs in the ring. */
export function weightOf(payload: Payload | undefined): number {
  if (payload === undefined) return 0;
  if (typeof payload === "string") return payload.length * 2;
  if (payload instanceof NativeUint8Array) return payload.length;
  return payload instanceof CutPayload ? KEPT * 2 : (blobSize(payload) ?? 0);
}

/** How long the data of a page is, in bytes or, for a text, UTF-16 units. */
export function lengthOf(data: unknown): number {
  if (typeof data === "string") return data.length;
  if (typeof data !== "object" || data === null) return 0;
  return bytesOf(data)?.length ?? (isBlob(data) ? (blobSize(data) ?? 0) : 0);
}

/** A payload as it travels, cut to `limit` units or bytes; a Blob must have been read. */
export function bodyOf(payload: Exclude<Payload, Blob>, limit: number = Infinity): FrameBody {
  if (typeof payload === "string") return textBody(payload, utf8Length(payload), limit);
  if (payload instanceof NativeUint8Array) return bytesBody(payload, payload.length, limit);
  const { start, size } = payload;
  return typeof start === "string" ? textBody(start, size, limit, true) : bytesBody(start, size, limit);
}

function textBody(text: string, size: number, limit: number, short = false): FrameBody {
  if (text.length <= limit) return short ? { text, size, cut: true } : { text, size };
  return { text: slice(text, 0, limit), size, cut: true };
}

function bytesBody(bytes: Uint8Array<ArrayBuffer>, size: number, limit: number): FrameBody {
  const length = min(bytes.length, limit);
  const base64 = base64Of(bytes, length);
  return length < size ? { base64, size, cut: true } : { base64, size };
}

const CHUNK = 8_192;

function base64Of(bytes: Uint8Array<ArrayBuffer>, length: number): string {
  let binary = "";
  for (let start = 0; start < length; start += CHUNK) {
    // True because `apply` takes whatever has a length and indexes.
    const codes = new NativeUint8Array(bytes.buffer, bytes.byteOffset + start, min(CHUNK, length - start)) as unknown;
    binary += apply(fromCharCode, undefined, codes as number[]);
  }
  return toBase64(binary);
}

/** Reads a Blob, or as much of it as is kept of anything. One that cannot be read any more is empty, and cut. */
export function readBlob(blob: Blob, limit: number = MAX_BYTES): Promise<Exclude<Payload, Blob>> {
  const size = blobSize(blob) ?? 0;
  const whole = size <= limit;
  return whenSettled(
    blobBuffer(whole ? blob : sliceBlob(blob, 0, limit)),
    (buffer) => (whole ? new NativeUint8Array(buffer) : new CutPayload(new NativeUint8Array(buffer), size)),
    () => new CutPayload(new NativeUint8Array(0), size),
  );
}
