import { engineUrl } from "../../src/engine-url.ts";
import type { UpwireError } from "../../src/errors.ts";
import type { CloseReason, SessionOptions } from "../../src/session.ts";
import { newSession } from "../session/new-session.ts";

/** How a session ended that could not open. */
export interface Failure {
  readonly reason: CloseReason;
  readonly error: UpwireError | undefined;
}

/** Opens a session and waits until it has failed. */
export function failure(url: string, options: SessionOptions): Promise<Failure> {
  return new Promise((resolve) =>
    newSession(engineUrl(url), options, { ended: (reason, error) => resolve({ reason, error }) }),
  );
}
