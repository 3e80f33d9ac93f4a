import { visibleExcerpt } from "../text/visible-text.ts";
import { byteSize, counted } from "../text/format-size.ts";

/** What a decoded value is, for its colour and its way of being opened. */
export type ValueKind = "object" | "array" | "binary" | "string" | "number" | "boolean" | "null" | "undefined";

const LONGEST_STRING = 2000;
const LONGEST_INLINE = 60;
const MOST_INLINE = 4;

/** Tells the kind of a value that came off the wire. */
export function valueKind(value: unknown): ValueKind {
  if (value === null) return "null";
  if (asBytes(value)) return "binary";
  if (Array.isArray(value)) return "array";
  const type = typeof value;
  return type === "string" || type === "number" || type === "boolean" || type === "object" ? type : "undefined";
}

/** The bytes of a binary value; undefined for any other. */
export function asBytes(value: unknown): Uint8Array | undefined {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return undefined;
}

/** A value on one line: leaves in full as far as they are short, containers by their first members. */
export function inlineValue(value: unknown, depth: number = 1): string {
  switch (valueKind(value)) {
    case "string":
      return `"${visibleExcerpt(String(value), depth === 1 ? LONGEST_STRING : LONGEST_INLINE)}"`;
    case "binary":
      return `binary (${byteSize(asBytes(value)?.length ?? 0)})`;
    case "array":
      return inlineArray(value, depth);
    case "object":
      return inlineObject(value, depth);
    default:
      return String(value);
  }
}

/** How much a container holds: `3 items`, `1 key`; empty for a leaf. */
export function containerSize(value: unknown): string {
  if (Array.isArray(value)) return counted(value.length, "item");
  return valueKind(value) === "object" ? counted(memberNames(value).length, "key") : "";
}

/** The own names of an object, whatever they are called. */
export function memberNames(value: unknown): readonly string[] {
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}

/** An own member of a container; never one that it inherits. */
export function member(container: unknown, name: string): unknown {
  if (typeof container !== "object" || container === null) return undefined;
  return Object.getOwnPropertyDescriptor(container, name)?.value;
}

function inlineArray(value: unknown, depth: number): string {
  if (!Array.isArray(value)) return "[]";
  if (depth <= 0) return value.length === 0 ? "[]" : "[…]";
  const shown = value.slice(0, MOST_INLINE).map((item: unknown) => inlineValue(item, depth - 1));
  return `[${[...shown, ...(value.length > MOST_INLINE ? ["…"] : [])].join(", ")}]`;
}

function inlineObject(value: unknown, depth: number): string {
  const names = memberNames(value);
  if (depth <= 0) return names.length === 0 ? "{}" : "{…}";
  const shown = names
    .slice(0, MOST_INLINE)
    .map((name) => `${visibleExcerpt(name, LONGEST_INLINE)}: ${inlineValue(member(value, name), depth - 1)}`);
  return `{${[...shown, ...(names.length > MOST_INLINE ? ["…"] : [])].join(", ")}}`;
}
