import { type Attachment, type Binary, isAttachment } from "../binary.ts";
import { excerpt, ProtocolError } from "../errors.ts";

/** What this file reads of arrays and objects alike, whose own keys are all it goes by. */
type Container = Record<string, unknown> & {
  readonly toJSON?: unknown;
  readonly _placeholder?: unknown;
  readonly num?: unknown;
};

/**
 * Puts placeholders where binary values are and collects these in order (Socket.IO 5, Packet encoding).
 * Containers without binary come back as they are; the others are copied, never changed. `room` is how many levels may
 * still nest; `fromJson` says that a `toJSON` gave `value`, and is asked once only, as by `JSON.stringify`.
 */
export function extractAttachments(value: unknown, found: Attachment[], room: number, fromJson?: boolean): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (room < 1) throw new ProtocolError("TOO_DEEP", "or contains itself");
  if (Array.isArray(value)) return extractFromArray(value, found, room - 1);
  if (isAttachment(value)) return { _placeholder: true, num: found.push(ownBytes(value)) - 1 };
  // True because everything that is read is checked first.
  const object = value as Container;
  if (fromJson || typeof object.toJSON !== "function") return extractFromObject(object, found, room - 1);
  const before = found.length;
  const extracted = extractAttachments(object.toJSON(), found, room, true);
  return found.length > before ? extracted : value;
}

function extractFromArray(array: readonly unknown[], found: Attachment[], room: number): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let index = 0; index < array.length; index++) {
    const item = array[index];
    if (typeof item !== "object") continue;
    const extracted = extractAttachments(item, found, room);
    if (extracted !== item) (copy ??= [...array])[index] = extracted;
  }
  return copy ?? array;
}

function extractFromObject(object: Container, found: Attachment[], room: number): object {
  let copy: Container | undefined;
  for (const key in object) {
    const item = object[key];
    if (typeof item !== "object" || !Object.hasOwn(object, key)) continue;
    const extracted = extractAttachments(item, found, room);
    // The spread has made the key the copy's own, so that even `__proto__` is overwritten as data.
    if (extracted !== item) (copy ??= { ...object })[key] = extracted;
  }
  return copy ?? object;
}

/** The value itself, or a copy of memory that other threads may still write to. Throws `TypeError` when it is detached. */
function ownBytes(value: Attachment): Attachment {
  if (!("byteLength" in value)) return value;
  const { buffer, byteOffset } = ArrayBuffer.isView(value) ? value : { buffer: value, byteOffset: 0 };
  const own = buffer instanceof ArrayBuffer;
  if (own && value.byteLength) return value;
  // Detached memory has no bytes, and only a constructor tells it from an empty buffer in every runtime.
  const bytes = new Uint8Array(buffer, byteOffset, value.byteLength);
  return own ? value : bytes.slice();
}

/**
 * Puts attachments back in place of their placeholders, inside `value` itself, which nobody else has seen yet.
 * Each is taken out of `unused`. Throws `BAD_ATTACHMENT`.
 */
export function restoreAttachments(value: unknown, unused: Map<unknown, Binary>): unknown {
  if (typeof value !== "object" || !value) return value;
  // True because arrays and the objects of JSON.parse are both read and written by their own keys.
  const container = value as Container;
  const { _placeholder, num } = container;
  if (_placeholder === true) {
    const attachment = unused.get(num);
    if (!unused.delete(num))
      throw new ProtocolError("BAD_ATTACHMENT", `placeholder ${excerpt(JSON.stringify(num ?? null))}`);
    return attachment;
  }
  for (const key of Object.keys(container)) {
    const item = container[key];
    const restored = restoreAttachments(item, unused);
    // Compared first, because a reviver may have frozen what holds no placeholder.
    if (restored !== item) container[key] = restored;
  }
  return value;
}
