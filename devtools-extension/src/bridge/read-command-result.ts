import type { CommandErrorCode, CommandResult } from "./command.ts";
import { readFrameBody } from "./read-record.ts";
import { isFields, isText } from "./shape.ts";

const CODES: ReadonlySet<unknown> = new Set<CommandErrorCode>([
  "UNKNOWN_DOCUMENT",
  "UNKNOWN_LINK",
  "UNKNOWN_CLIENT",
  "GONE",
  "NOT_OPEN",
  "BAD_COMMAND",
  "FAILED",
]);

const MAX_MESSAGE = 4096;

/** How a command ended, as a page tells it; `undefined` where what it tells makes no sense. */
export function readCommandResult(value: unknown): CommandResult | undefined {
  if (!isFields(value)) return undefined;
  const { ok, code, message, body } = value;
  if (ok === true) {
    const read = readFrameBody(body);
    if (read) return { ok, body: read };
    return body === undefined ? { ok } : undefined;
  }
  if (ok !== false || !isCode(code) || !isText(message)) return undefined;
  return { ok, code, message: message.slice(0, MAX_MESSAGE) };
}

function isCode(value: unknown): value is CommandErrorCode {
  return CODES.has(value);
}
