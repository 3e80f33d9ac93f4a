import type { Attachment, BlobLike } from "../binary.ts";
import type { SocketPacket } from "./packet.ts";

/** What may be read of anything but null and undefined, a Blob or a piece of memory for example. */
interface Value {
  readonly [Symbol.toStringTag]?: string;
  readonly toJSON?: unknown;
  readonly buffer?: ArrayBufferLike;
  readonly byteOffset?: number;
  readonly byteLength?: number;
}

/**
 * A packet as the frames in which it travels, text first: what `encodePacket` writes, in a third of its size, since a
 * client fears no depth but that of its own data. Throws what `JSON.stringify` throws, and `TypeError` for detached memory.
 */
export function clientEncode({ type, nsp, id, data }: SocketPacket): [string, ...Attachment[]] {
  const attachments: Attachment[] = [];

  function extract(this: Readonly<Record<string, Value | null | undefined>>, key: string, value: unknown): unknown {
    // As it was before `toJSON`, which Buffers have.
    const original = this[key];
    return original && isAttachment(original)
      ? { _placeholder: true, num: attachments.push(ownBytes(original)) - 1 }
      : value;
  }

  const json = data ? JSON.stringify(data, type && mayCarry(data) ? extract : undefined) : "";
  const count = attachments.length;
  return [`${count ? `${type + 3}${count}-` : type}${nsp === "/" ? "" : `${nsp},`}${id ?? ""}${json}`, ...attachments];
}

/** Told by the tag, which works across realms; nothing else with `Array` in its tag can be sent. */
function isAttachment(value: Value): boolean {
  return /^(Blob|File)$|DataView|Array/.test(value[Symbol.toStringTag] ?? "");
}

/** Looks for attachments, since `JSON.stringify` is many times faster when it has nobody to ask; a `toJSON` may answer with one. */
function mayCarry(value: Value | null | undefined): unknown {
  return (
    value &&
    typeof value === "object" &&
    // True because everything can be read by name that is not null or undefined.
    (value.toJSON || isAttachment(value) || (Object.values(value) as Value[]).some(mayCarry))
  );
}

/** A Blob as it is, memory as a view of it or, if other threads may write to it, as a copy. Throws `TypeError` when it is detached. */
function ownBytes(value: Value): Attachment {
  // True because only memory has a length in bytes and only its views have a buffer; Blobs have neither.
  const { byteLength, byteOffset, buffer = value as ArrayBuffer } = value;
  if (byteLength === undefined) return value as BlobLike;
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  return buffer instanceof ArrayBuffer ? bytes : bytes.slice();
}
