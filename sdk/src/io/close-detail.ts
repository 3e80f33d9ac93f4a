import type { UpwireError } from "../errors.ts";

/** Gives the error of a closed WebSocket what `socket.io-client` tells of it besides: `description`, the close code, and `context`, the event. */
export function withCloseDetail(error: UpwireError | undefined): UpwireError | undefined {
  const cause = error?.cause;
  // Only a `CloseEvent` knows whether the end was clean.
  const closed = typeof cause === "object" && cause !== null && "wasClean" in cause && "code" in cause;
  return error && closed ? Object.assign(error, { description: cause.code, context: cause }) : error;
}
