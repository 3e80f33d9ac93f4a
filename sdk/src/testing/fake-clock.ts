import type { Clock } from "../clock.ts";

interface Timer {
  readonly callback: () => void;
  readonly at: number;
}

/** A clock that stands still until told to go on. */
export class FakeClock implements Clock {
  #now = 0;
  readonly performance: Clock["performance"] = { now: () => this.#now };
  readonly #timers = new Set<Timer>();

  /** Timers that were set and have neither fired nor been cleared: none is left after a clean close. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Milliseconds that have passed since it was made. */
  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, delay = 0): unknown {
    const timer = { callback, at: this.#now + Math.max(0, delay) };
    this.#timers.add(timer);
    return timer;
  }

  clearTimeout(timer: unknown): void {
    // True because whatever is no timer of ours is simply not in the set.
    this.#timers.delete(timer as Timer);
  }

  /** Lets `ms` pass, timer by timer in order; after each, everything that was promised meanwhile is settled. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    for (let timer = this.#due(end); timer; timer = this.#due(end)) {
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, timer.at);
      timer.callback();
      await settled();
    }
    this.#now = Math.max(this.#now, end);
  }

  /** Lets `ms` pass while no timer fires, as in a sleeping machine or a throttled tab; what is overdue fires in the next `advance`. */
  sleep(ms: number): void {
    this.#now += ms;
  }

  #due(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) if (timer.at <= end && (!first || timer.at < first.at)) first = timer;
    return first;
  }
}

/** All microtasks have run, with those they led to. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
