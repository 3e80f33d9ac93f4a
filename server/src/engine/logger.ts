/** Where the server reports what nobody handled; pino and Fastify's `app.log` fit as they are. */
export interface Logger {
  debug(detail: object, message: string): void;
  warn(detail: object, message: string): void;
  error(detail: object, message: string): void;
}

function print(level: string, detail: object, message: string): void {
  process.stderr.write(`${JSON.stringify({ level, message, ...detail }, readableErrors)}\n`);
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
