/** An object whose fields are not known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether it is an object that has fields, and no list. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether it is text. */
export function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** Whether it is a whole number from 0 on that is exact. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
