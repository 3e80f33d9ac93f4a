import { type Attachment, isAttachment } from "../binary.ts";
import { ProtocolError } from "../errors.ts";
import { MAX_DEPTH } from "../limits.ts";

/**
 * Puts placeholders where binary values are and collects these in order (Socket.IO 5, Packet encoding).
 * Containers without binary come back as they are; the others are copied, never changed.
 */
export function extractAttachments(value: unknown, found: Attachment[], depth = 0): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isAttachment(value)) return { _placeholder: true, num: found.push(value) - 1 };
  if (depth > MAX_DEPTH) throw new ProtocolError("TOO_DEEP", `data nested deeper than ${MAX_DEPTH}, or one that contains itself`);
  if (Array.isArray(value)) return extractFromArray(value, found, depth);
  if ("toJSON" in value && typeof value.toJSON === "function") return extractFromJson(value, value.toJSON(), found, depth);
  return extractFromObject(value, found, depth);
}

function extractFromArray(array: readonly unknown[], found: Attachment[], depth: number): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let index = 0; index < array.length; index++) {
    const item = array[index];
    const replaced = extractAttachments(item, found, depth + 1);
    if (replaced !== item) (copy ??= array.slice())[index] = replaced;
  }
  return copy ?? array;
}

function extractFromJson(value: object, json: unknown, found: Attachment[], depth: number): unknown {
  const before = found.length;
  const replaced = extractAttachments(json, found, depth + 1);
  return found.length > before ? replaced : value;
}

function extractFromObject(object: object, found: Attachment[], depth: number): object {
  let copy: Record<string, unknown> | undefined;
  for (const [key, item] of Object.entries(object)) {
    const replaced = extractAttachments(item, found, depth + 1);
    if (replaced === item) continue;
    copy ??= { ...object };
    // Defined, not assigned: a key `__proto__` is data like any other.
    Object.defineProperty(copy, key, { value: replaced, enumerable: true, configurable: true, writable: true });
  }
  return copy ?? object;
}

/**
 * Puts attachments back in place of their placeholders, inside `value` itself, which nobody else has seen yet.
 * Every attachment must be used exactly once. Throws `BAD_ATTACHMENT`.
 */
export function restoreAttachments(value: unknown, attachments: readonly unknown[]): unknown {
  const unused = new Set(attachments.keys());
  const restored = restore(value, attachments, unused);
  if (unused.size > 0) throw new ProtocolError("BAD_ATTACHMENT", `attachment ${[...unused].join(", ")} has no placeholder`);
  return restored;
}

function restore(value: unknown, attachments: readonly unknown[], unused: Set<number>): unknown {
  if (typeof value !== "object" || value === null) return value;
  if ("_placeholder" in value && value._placeholder === true) {
    const num = "num" in value ? value.num : undefined;
    if (typeof num === "number" && unused.delete(num)) return attachments[num];
    throw new ProtocolError("BAD_ATTACHMENT", `placeholder ${JSON.stringify(num)} names no attachment, or one already used`);
  }
  // True because arrays and plain objects from JSON.parse are both read and written by their own keys.
  const container = value as Record<string, unknown>;
  for (const key of Object.keys(container)) {
    const item = container[key];
    if (typeof item === "object" && item !== null) container[key] = restore(item, attachments, unused);
  }
  return container;
}
