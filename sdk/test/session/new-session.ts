import type { Inspector } from "@upwire/protocol";
import { systemClock } from "../../src/clock.ts";
import { inspectOwner, inspectSession, type Watch } from "../../src/inspection.ts";
import { Session, type SessionOptions, type SessionOwner } from "../../src/session.ts";

/** What a test wants to hear of a session. */
export interface Heard extends Partial<SessionOwner> {
  readonly inspector?: Inspector;
}

/** A session whose owner hears only what the test asks for. */
export function newSession(url: URL, options: SessionOptions, { inspector, ...heard }: Heard = {}): Session {
  const owner: SessionOwner = { opened() {}, received() {}, ended() {}, ...heard };
  const session = new Session(url, options, owner);
  if (inspector) {
    const { clock = systemClock, protocol } = options;
    const watch: Watch = {
      clock,
      protocol: protocol?.protocol ?? 4,
      tell: (report) => inspector({ at: clock.performance.now(), ...report }),
    };
    inspectSession(session, watch);
    inspectOwner(owner, () => session, watch);
  }
  return session;
}
