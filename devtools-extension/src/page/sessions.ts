import { EngineSession } from "./engine-session.ts";
import type { LinkControl } from "./link-control.ts";
import { SafeMap } from "./primordials.ts";
import type { TapState } from "./tap-state.ts";

/** So many sessions are known at a time; a page that opens more has forgotten the first. */
const MAX_SESSIONS = 200;

/** The Engine.IO sessions of a document, by their sid. */
export class Sessions {
  readonly #tap: TapState;
  readonly #known = new SafeMap<string, EngineSession>();
  /** The sids in the order of their coming, each at the place of the one that gave way to it. */
  readonly #sids = new SafeMap<number, string>();
  #count = 0;

  constructor(tap: TapState) {
    this.#tap = tap;
  }

  /** The session of that name, known from now on. */
  of(sid: string): EngineSession {
    const known = this.#known.get(sid);
    if (known) return known;
    const slot = this.#count++ % MAX_SESSIONS;
    const oldest = this.#sids.get(slot);
    if (oldest !== undefined) this.#known.delete(oldest);
    const session = new EngineSession(this.#tap);
    this.#known.set(sid, session);
    this.#sids.set(slot, sid);
    return session;
  }

  /** A session has confirmed its upgrade to this link. */
  moved(sid: string | undefined, link: LinkControl): void {
    if (sid !== undefined) this.of(sid).upgraded = link;
  }

  /** A link that a session may have been on is closed. */
  left(sid: string | undefined, link: LinkControl): void {
    const session = sid === undefined ? undefined : this.#known.get(sid);
    if (session?.upgraded === link) session.upgraded = undefined;
  }
}
