import type { Direction } from "@upwire/protocol";
import type { FaultMark } from "../bridge/record.ts";
import type { Faults } from "./faults.ts";
import { charCodeAt, clearTimer, max, now, setTimer } from "./primordials.ts";

interface Waiting {
  readonly due: number;
  readonly run: () => void;
  next: Waiting | undefined;
}

const DIGIT_0 = 48;

/** One way of one link under faults: decides what becomes of its frames, and makes them wait in order. */
export class Lane {
  readonly #faults: Faults;
  readonly #direction: Direction;
  /** So many binary frames still belong to the text frame that announced them, and share its fate. */
  #attachments = 0;
  #dropping = false;
  #head: Waiting | undefined;
  #tail: Waiting | undefined;
  #timer: number | undefined;
  /** When the slow link has sent all it was given. */
  #idleAt = 0;

  constructor(faults: Faults, direction: Direction) {
    this.#faults = faults;
    this.#direction = direction;
  }

  /** Whether something waits. */
  get waiting(): boolean {
    return this.#head !== undefined;
  }

  /** What becomes of a frame: only messages suffer, and one with its attachments is lost as a whole and never doubled. */
  judge(frame: unknown): Extract<FaultMark, "dropped" | "duplicated"> | undefined {
    const plan = this.#faults.acting(this.#direction);
    if (!plan) return undefined;
    // Over polling, bytes are text: `b…`, or `b4…` in protocol 3.
    const binary = typeof frame !== "string" || frame[0] === "b";
    if (binary && this.#attachments > 0) {
      this.#attachments--;
      return this.#dropping ? "dropped" : undefined;
    }
    if (!binary && frame[0] !== "4") return undefined;
    this.#attachments = binary ? 0 : attachmentsOf(frame);
    this.#dropping = this.#faults.happens(this.#direction, plan.drop);
    if (this.#dropping) return "dropped";
    const twice = this.#faults.happens(this.#direction, plan.duplicate);
    return twice && this.#attachments === 0 ? "duplicated" : undefined;
  }

  /** Runs `run` when a frame of `size` bytes is through; false, and nothing is run, if that is now. */
  delays(size: number, run: () => void): boolean {
    const plan = this.#faults.acting(this.#direction);
    if (!plan && !this.#head) return false;
    const time = now();
    const { delay = 0, jitter, bytesPerSecond } = plan ?? {};
    this.#idleAt = max(this.#idleAt, time) + (bytesPerSecond ? (size * 1_000) / bytesPerSecond : 0);
    const due = max(this.#idleAt + delay + this.#faults.share(this.#direction, jitter), this.#tail?.due ?? 0);
    if (due <= time && !this.#head) return false;
    const waiting: Waiting = { due, run, next: undefined };
    if (this.#tail) this.#tail.next = waiting;
    else this.#head = waiting;
    this.#tail = waiting;
    this.#schedule();
    return true;
  }

  /** Runs everything that waits, in order. */
  flush(): void {
    while (this.#head) this.#runFirst();
  }

  /** Forgets everything that waits. */
  clear(): void {
    this.#head = this.#tail = undefined;
    clearTimer(this.#timer);
    this.#timer = undefined;
  }

  #schedule(): void {
    if (this.#timer !== undefined || !this.#head) return;
    this.#timer = setTimer(
      () => {
        this.#timer = undefined;
        while (this.#head && this.#head.due <= now() + 0.5) this.#runFirst();
        this.#schedule();
      },
      max(0, this.#head.due - now()),
    );
  }

  #runFirst(): void {
    const first = this.#head;
    this.#head = first?.next;
    if (!this.#head) this.#tail = undefined;
    first?.run();
  }
}

/** How many binary frames follow a text frame: those of `45<n>-` and `46<n>-`. */
function attachmentsOf(frame: string): number {
  if (frame[0] !== "4" || (frame[1] !== "5" && frame[1] !== "6")) return 0;
  let count = 0;
  for (let at = 2; at < frame.length && frame[at] !== "-"; at++) {
    const digit = charCodeAt(frame, at) - DIGIT_0;
    if (digit < 0 || digit > 9) return 0;
    count = count * 10 + digit;
  }
  return count;
}
