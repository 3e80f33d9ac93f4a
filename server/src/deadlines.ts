/** Something that must happen in time. */
export interface Watched {
  /** Acts if its deadline has passed, and answers whether there is still one to watch. `now` is monotonic. */
  checkDeadline(now: number): boolean;
}

/** A deadline that never comes. */
export const NEVER = 0;

/** The deadline that is `timeout` milliseconds away, in whole ones, since a fraction would take a number on the heap for every connection. */
export function deadlineIn(timeout: number): number {
  return Math.ceil(performance.now() + timeout);
}

const SLOWEST_SWEEP = 1_000;
const FASTEST_SWEEP = 5;

/** Watches deadlines of many with one timer, which runs only while there are any. */
export class Deadlines {
  readonly #watched = new Set<Watched>();
  readonly #interval: number;
  #timer: NodeJS.Timeout | undefined;

  /** `shortest` is the shortest time anybody is given, in milliseconds: deadlines are kept to a quarter of it, or to a second. */
  constructor(shortest: number) {
    this.#interval = Math.max(FASTEST_SWEEP, Math.min(SLOWEST_SWEEP, shortest / 4));
  }

  /** Starts watching. */
  watch(watched: Watched): void {
    this.#watched.add(watched);
    this.#timer ??= setInterval(() => this.#sweep(), this.#interval).unref();
  }

  /** Stops watching. */
  forget(watched: Watched): void {
    if (this.#watched.delete(watched) && this.#watched.size === 0) this.#stop();
  }

  #sweep(): void {
    const now = performance.now();
    for (const watched of this.#watched) if (!watched.checkDeadline(now)) this.#watched.delete(watched);
    if (this.#watched.size === 0) this.#stop();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
