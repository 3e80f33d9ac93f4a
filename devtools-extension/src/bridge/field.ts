/** Reads one field: the value as it may go on, or undefined where it may not. */
export type Field = (value: unknown) => unknown;

/** The fields of an object by name, and those of them that may be missing. */
export interface Shape {
  readonly fields: ReadonlyMap<string, Field>;
  readonly optional: ReadonlySet<string>;
}

/** A shape of what must and what may be there. */
export function shape(required: Record<string, Field>, optional: Record<string, Field> = {}): Shape {
  return {
    fields: new Map([...Object.entries(required), ...Object.entries(optional)]),
    optional: new Set(Object.keys(optional)),
  };
}

/** A new object of the shape's fields and nothing else, or undefined if one of them is missing or wrong. */
export function readShape({ fields, optional }: Shape, value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  // True of every object; what is read is checked.
  const source = value as Record<string, unknown>;
  const copy: Record<string, unknown> = {};
  for (const [name, field] of fields) {
    const given = Object.hasOwn(source, name) ? source[name] : undefined;
    if (given === undefined && optional.has(name)) continue;
    const read = field(given);
    if (read === undefined) return undefined;
    copy[name] = read;
  }
  return copy;
}

/** Text of at most so many characters. */
export function text(max: number): Field {
  return (value) => (typeof value === "string" && value.length <= max ? value : undefined);
}

/** Text that is cut after so many characters, where the end does not matter. */
export function clipped(max: number): Field {
  return (value) => (typeof value === "string" ? value.slice(0, max) : undefined);
}

/** One of a few words. */
export function oneOf(...words: readonly (string | number)[]): Field {
  const known = new Set<unknown>(words);
  return (value) => (known.has(value) ? value : undefined);
}

/** A whole number from 0 that is exact. */
export function count(value: unknown): unknown {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? value : undefined;
}

/** A number that is one. */
export function finite(value: unknown): unknown {
  return Number.isFinite(value) ? value : undefined;
}

/** Yes or no. */
export function flag(value: unknown): unknown {
  return typeof value === "boolean" ? value : undefined;
}
