import { UpwireError } from "../errors.ts";

/** What was to be sent cannot be read, as a `File` that has changed on the disk. */
export function badDataError(cause: unknown): UpwireError {
  return new UpwireError("BAD_DATA", `cannot send: ${String(cause)}`, { cause });
}
