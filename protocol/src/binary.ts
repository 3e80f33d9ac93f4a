/** Bytes in memory, as applications hand them over. */
export type Binary = ArrayBuffer | ArrayBufferView;

/** What this package needs of a `Blob` or `File`; declared here because the package compiles without DOM types. */
export interface BlobLike {
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A binary value inside an event: travels as a frame of its own. */
export type Attachment = Binary | BlobLike;

/** A view of the same bytes; nothing is copied. */
export function bytesOf(binary: Binary): Uint8Array {
  if (binary instanceof Uint8Array) return binary;
  return ArrayBuffer.isView(binary)
    ? new Uint8Array(binary.buffer, binary.byteOffset, binary.byteLength)
    : new Uint8Array(binary);
}

/** Tells a `Blob` (or `File`) by its brand, which works across realms and where no `Blob` exists. */
export function isBlob(value: object): value is BlobLike {
  return / (Blob|File)]$/.test(Object.prototype.toString.call(value));
}

/** Tells what Socket.IO sends as an attachment: an ArrayBuffer (shared or not), any view of one, a Blob, a File; of any realm. */
export function isAttachment(value: object): value is Attachment {
  if (ArrayBuffer.isView(value)) return true;
  const brand: string = Object.prototype.toString.call(value);
  return brand !== "[object Object]" && / (Blob|File|(Shared)?ArrayBuffer)]$/.test(brand);
}
