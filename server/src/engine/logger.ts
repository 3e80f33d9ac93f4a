import { inspect } from "node:util";

/** Where the server reports what nobody handled; pino and Fastify's `app.log` fit as they are. */
export interface Logger {
  debug(detail: object, message: string): void;
  warn(detail: object, message: string): void;
  error(detail: object, message: string): void;
}

function print(level: string, detail: object, message: string): void {
  process.stderr.write(`${asLine({ level, message, ...detail })}\n`);
}

/** What was thrown may be anything, and the report of it must not fail in its turn. */
function asLine(record: object): string {
  try {
    return JSON.stringify(record, readableErrors);
  } catch {
    const texts = Object.entries(record).map(([name, value]) => [name, inspected(value)]);
    return JSON.stringify(Object.fromEntries(texts));
  }
}

/** For what JSON has no form for: objects that contain themselves, BigInts, a `toJSON` that throws. */
function inspected(value: unknown): string {
  if (typeof value === "string") return value;
  try {
    return inspect(value, { breakLength: Infinity, customInspect: false });
  } catch {
    return "something that cannot be inspected";
  }
}

function readableErrors(_key: string, value: unknown): unknown {
  return value instanceof Error ? (value.stack ?? value.message) : value;
}

/** Writes warnings and errors to stderr, one line of JSON each, and nothing below. */
export const stderrLogger: Logger = {
  debug() {},
  warn: (detail, message) => print("warn", detail, message),
  error: (detail, message) => print("error", detail, message),
};
