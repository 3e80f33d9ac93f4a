/** An own field of a value that may be anything; undefined where there is none. */
export function jsonField(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  // True of every object.
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** A field that is text. */
export function textField(value: unknown, name: string): string | undefined {
  const found = jsonField(value, name);
  return typeof found === "string" ? found : undefined;
}

/** A field that is a number. */
export function numberField(value: unknown, name: string): number | undefined {
  const found = jsonField(value, name);
  return typeof found === "number" && Number.isFinite(found) ? found : undefined;
}

/** A field that is a list; an empty one where it is none. */
export function listField(value: unknown, name: string): readonly unknown[] {
  const found = jsonField(value, name);
  return Array.isArray(found) ? found : [];
}
