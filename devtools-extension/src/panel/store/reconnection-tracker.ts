import type { Draft } from "./draft.ts";
import { Recent } from "./recent.ts";
import type { Attempt, Outage, Reconnection } from "./reconnection.ts";

const MAX_OUTAGES = 200;
const MAX_ATTEMPTS = 200;
/** Namespaces whose ids are compared to tell a recovered session. */
const MAX_NAMESPACES = 100;

type Open = Omit<Draft<Outage>, "attempts"> & { readonly attempts: Draft<Attempt>[]; tries: number };

/** Follows how a client loses its server and comes back. */
export class ReconnectionTracker implements Reconnection {
  readonly #outages = new Recent<Open>(MAX_OUTAGES);
  readonly #socketIds = new Map<string, string>();
  #open: Open | undefined;
  #announced: number | undefined;

  get outages(): readonly Outage[] {
    return this.#outages.items;
  }

  get count(): number {
    return this.#outages.total;
  }

  /** Attempts of the outage under way. */
  get tries(): number {
    return this.#open?.tries ?? 0;
  }

  /** Outages that began since a moment. */
  since(at: number): number {
    return this.#outages.items.filter((outage) => outage.at >= at).length;
  }

  /** The connection is lost, or an attempt has failed. */
  lost(at: number, reason: string, sid: string | undefined): void {
    if (this.#open) return this.#failed(at, reason);
    this.#open = {
      at,
      reason,
      attempts: [],
      tries: 0,
      endedAt: undefined,
      recovered: undefined,
      before: sid,
      after: undefined,
    };
    this.#outages.add(this.#open);
  }

  /** The client says how long it waits before its next attempt. */
  announce(delay: number | undefined): void {
    this.#announced = delay;
  }

  /** An attempt is made. */
  attempt(at: number): void {
    const delay = this.#announced;
    this.#announced = undefined;
    const outage = this.#open;
    if (!outage) return;
    const previous = outage.attempts.at(-1);
    if (previous && previous.endedAt === undefined) this.#failed(at, previous.reason ?? "given up");
    if (outage.attempts.length >= MAX_ATTEMPTS) outage.attempts.shift();
    const waited = delay ?? Math.max(0, at - (previous?.endedAt ?? outage.at));
    outage.attempts.push({
      number: ++outage.tries,
      at,
      delay: waited,
      endedAt: undefined,
      succeeded: undefined,
      reason: undefined,
    });
  }

  /** Connected again. */
  back(at: number, sid: string | undefined): void {
    const outage = this.#open;
    if (!outage) return;
    this.#open = undefined;
    outage.endedAt = at;
    outage.after = sid;
    const attempt = outage.attempts.at(-1);
    if (attempt) {
      attempt.endedAt = at;
      attempt.succeeded = true;
    }
  }

  /** Let into a namespace: the id of before means that the server has recovered the session. */
  joined(namespace: string, id: string | undefined): void {
    const before = this.#socketIds.get(namespace);
    const last = this.#outages.last;
    if (last?.endedAt !== undefined && last.recovered === undefined && before !== undefined) {
      last.recovered = before === id;
    }
    if (id !== undefined && (before !== undefined || this.#socketIds.size < MAX_NAMESPACES)) {
      this.#socketIds.set(namespace, id);
    }
  }

  /** The client was told to stop: what follows is no outage. */
  stopped(at: number): void {
    if (this.#open) this.#failed(at, "stopped");
    this.#open = undefined;
  }

  #failed(at: number, reason: string): void {
    const attempt = this.#open?.attempts.at(-1);
    if (!attempt || attempt.endedAt !== undefined) return;
    attempt.endedAt = at;
    attempt.succeeded = false;
    attempt.reason = reason;
  }
}
