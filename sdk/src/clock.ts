/** Time as the SDK sees it: timers, and a monotonic `now` in milliseconds. The runtime itself is one; tests pass that of `@upwire/sdk/testing`. */
export interface Clock {
  readonly performance: { now(): number };
  setTimeout(callback: () => void, delay?: number): unknown;
  // A method, so that the runtime's own, which knows its timers by their type, is one.
  clearTimeout(timer: unknown): void;
}

/** The clock of the runtime; `performance.now` never jumps, unlike the time of day. */
export const systemClock: Clock = globalThis;
