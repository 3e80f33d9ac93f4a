/** Time as the SDK sees it: a monotonic `now` in milliseconds and timers. Tests pass the one of `@upwire/sdk/testing`. */
export interface Clock {
  now(): number;
  setTimeout(callback: () => void, delay: number): unknown;
  clearTimeout(timer: unknown): void;
}

/** The clock of the runtime; `performance.now` never jumps, unlike the time of day. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimeout: (callback, delay) => setTimeout(callback, delay),
  // True because only what our `setTimeout` returned comes back, whatever the runtime makes of it.
  clearTimeout: (timer) => clearTimeout(timer as number | undefined),
};
