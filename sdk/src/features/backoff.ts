import type { UpwireError } from "../errors.ts";
import { offlineError } from "../errors.ts";
import type { Reconnection, ReconnectPolicy, ReconnectTarget } from "../reconnect.ts";

/** How long to wait between attempts; read anew for each, so that it may be changed on the way. */
export interface BackoffOptions {
  /** Middle of the first wait. Default 1 000 ms. */
  readonly min?: number | undefined;
  /** Longest wait, jitter included. Default 5 000 ms. */
  readonly max?: number | undefined;
  /** What each wait is multiplied with for the next. Default 2. */
  readonly factor?: number | undefined;
  /** How far a wait strays from its middle, as a part of it, from 0 to 1. Default 0.5. */
  readonly jitter?: number | undefined;
  /** Attempts after which it gives up. Default: never. */
  readonly attempts?: number | undefined;
  /** How long a link must have been up before the waits start small again. Default 5 000 ms. */
  readonly stable?: number | undefined;
}

/** Waits longer after each failure, strays at random so that clients do not come back in step, and goes at once when the network is back. */
export function backoff(options: BackoffOptions = {}): ReconnectPolicy {
  return (target) => new Backoff(options, target);
}

/** The close code with which a server says that coming back is of no use (RFC 6455, 7.4.1). */
const POLICY_VIOLATION = 1008;

function isRefused({ cause }: UpwireError): boolean {
  return typeof cause === "object" && cause !== null && "code" in cause && cause.code === POLICY_VIOLATION;
}

/** What timers can wait at the most, in milliseconds; beyond it they do not wait at all. */
const LONGEST_TIMER = 2_147_483_647;

class Backoff implements Reconnection {
  #attempt = 0;
  /** Waits since the last stable link; unlike the attempts it survives one that came up and fell again. */
  #waits = 0;
  #upSince = Infinity;
  #timer: unknown;
  /** Before this moment the server does not want to see us. */
  #notBefore = 0;
  readonly #options: BackoffOptions;
  readonly #target: ReconnectTarget;

  constructor(options: BackoffOptions, target: ReconnectTarget) {
    this.#options = options;
    this.#target = target;
  }

  down(reason: string, error: UpwireError, over?: boolean): boolean {
    const { attempts = Infinity, stable = 5_000 } = this.#options;
    const { clock } = this.#target;
    if (over || isRefused(error) || this.#attempt >= attempts) {
      this.stop();
      return false;
    }
    if (clock.performance.now() - this.#upSince >= stable) this.#waits = 0;
    this.#upSince = Infinity;
    const retryAfter = error.retryAfter ?? 0;
    const delay = Math.min(Math.round(this.#delay(retryAfter)), LONGEST_TIMER);
    this.#notBefore = clock.performance.now() + retryAfter;
    this.#attempt++;
    this.#waits++;
    this.#listen(true);
    this.#timer = clock.setTimeout(() => this.#retry(), delay);
    this.#target.change("waiting", { attempt: this.#attempt, delay, reason, error });
    return true;
  }

  up(): void {
    this.#attempt = 0;
    this.#upSince = this.#target.clock.performance.now();
    this.#listen(true);
  }

  stop(): void {
    this.#attempt = 0;
    this.#waits = 0;
    this.#clear();
    this.#listen(false);
  }

  #clear(): void {
    this.#target.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #retry(): void {
    this.#clear();
    this.#target.retry(this.#attempt);
  }

  #delay(retryAfter: number): number {
    const { min = 1_000, max = 5_000, factor = 2, jitter = 0.5 } = this.#options;
    // The middle is capped, and not the result, or all clients of a long outage would wait exactly `max`.
    const middle = Math.min(min * factor ** this.#waits, max / (1 + jitter));
    const stray = jitter * Math.random();
    return retryAfter > 0 ? Math.max(retryAfter, middle) * (1 + stray) : middle * (1 - jitter + 2 * stray);
  }

  #listen(on: boolean): void {
    // A service worker hears only what it listened to when it was started, and complains about the rest.
    if ("skipWaiting" in globalThis) return;
    const method = on ? "addEventListener" : "removeEventListener";
    globalThis[method]?.("offline", this.#offline);
    globalThis[method]?.("online", this.#wake);
    globalThis[method]?.("pageshow", this.#wake);
    globalThis.document?.[method]("visibilitychange", this.#wake);
  }

  /** The network is gone, long before a heartbeat is overdue; a server on this very machine does not mind. */
  readonly #offline = (): void => {
    if (!/\/\/localhost\b/.test(`${this.#target.url}`)) this.#target.session?.end("transport close", offlineError());
  };

  readonly #wake = (): void => {
    if (globalThis.document?.visibilityState === "hidden") return;
    if (this.#timer === undefined) return void this.#target.session?.expired();
    if (this.#target.clock.performance.now() >= this.#notBefore) this.#retry();
  };
}
