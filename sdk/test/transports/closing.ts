import { engineUrl } from "../../src/engine-url.ts";
import type { UpwireError } from "../../src/errors.ts";
import { type CloseReason, Session, type SessionOptions } from "../../src/session.ts";

/** How a session ended that could not open. */
export interface Failure {
  readonly reason: CloseReason;
  readonly error: UpwireError | undefined;
}

/** Opens a session and waits until it has failed. */
export function failure(url: string, options: SessionOptions): Promise<Failure> {
  return new Promise(
    (resolve) => new Session(engineUrl(url), options, { ended: (reason, error) => resolve({ reason, error }) }),
  );
}
