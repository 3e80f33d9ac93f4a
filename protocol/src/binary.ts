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
  const tag = Object.prototype.toString.call(value);
  return tag === "[object Blob]" || tag === "[object File]";
}

/** Tells what Socket.IO sends as an attachment: ArrayBuffer, any view of one, SharedArrayBuffer refused, Blob, File. */
export function isAttachment(value: object): value is Attachment {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer || isBlob(value);
}
