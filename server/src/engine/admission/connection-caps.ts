import { RETRY_AFTER_LEAST, RETRY_AFTER_SPREAD, type EngineLimits } from "../../limits.ts";
import { ErrorCode, Refusal } from "./refusal.ts";

/** How many connections there may be, in all and from one address, and how many may begin in a second. */
export class ConnectionCaps {
  readonly #limits: EngineLimits;
  readonly #byAddress = new Map<string, number>();
  #count = 0;
  /** How many may begin at once, as it was at `#filledAt`: a bucket that holds a second's worth. */
  #places: number;
  #filledAt: number = performance.now();

  constructor(limits: EngineLimits) {
    this.#limits = limits;
    this.#places = Math.max(1, limits.maxConnectionsPerSecond);
  }

  /** Why there is no room for one more connection from `address`, if there is none. */
  refusal(address: string): Refusal | undefined {
    const { maxConnections, maxConnectionsPerAddress } = this.#limits;
    if (this.#count >= maxConnections) return tooMany("TOO_MANY_CONNECTIONS", 503, "Service Unavailable");
    if (this.#placesNow() < 1) return tooMany("TOO_MANY_CONNECTIONS_PER_SECOND", 503, "Service Unavailable");
    if ((this.#byAddress.get(address) ?? 0) >= maxConnectionsPerAddress)
      return tooMany("TOO_MANY_CONNECTIONS_FROM_ADDRESS", 429, "Too Many Requests");
    return undefined;
  }

  /** A connection from `address` has begun. */
  add(address: string): void {
    this.#count++;
    this.#places = this.#placesNow() - 1;
    this.#filledAt = performance.now();
    if (this.#limits.maxConnectionsPerAddress < Infinity)
      this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + 1);
  }

  /** A connection from `address` is over. */
  remove(address: string): void {
    this.#count--;
    const left = (this.#byAddress.get(address) ?? 0) - 1;
    if (left > 0) this.#byAddress.set(address, left);
    else this.#byAddress.delete(address);
  }

  #placesNow(): number {
    const { maxConnectionsPerSecond: rate } = this.#limits;
    if (rate === Infinity) return rate;
    return Math.min(Math.max(1, rate), this.#places + ((performance.now() - this.#filledAt) / 1_000) * rate);
  }
}

function tooMany(name: string, status: 429 | 503, message: string): Refusal {
  return new Refusal(ErrorCode.BAD_REQUEST, { name }, { status, message, retryAfter: retryAfter() });
}

/** Seconds after which a client may try again, different for each, so that they do not all come at once. */
export function retryAfter(): number {
  return RETRY_AFTER_LEAST + Math.floor(Math.random() * RETRY_AFTER_SPREAD);
}
