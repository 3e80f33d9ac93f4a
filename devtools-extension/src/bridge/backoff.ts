const FIRST = 50;
const LONGEST = 5000;

/** Waits between attempts to connect again: short at first, twice as long each time, up to five seconds. */
export class Backoff {
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Calls after the next wait; a call that was still to come is forgotten. */
  schedule(attempt: () => void): void {
    this.cancel();
    this.#timer = setTimeout(attempt, Math.min(FIRST * 2 ** this.#attempt, LONGEST));
    this.#attempt += 1;
  }

  /** It worked: the next wait is the first one again. */
  reset(): void {
    this.cancel();
    this.#attempt = 0;
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
