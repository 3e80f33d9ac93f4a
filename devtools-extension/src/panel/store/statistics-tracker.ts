import type { Direction } from "@upwire/protocol";
import type { EventCount, LatencyBucket, Second, Statistics } from "./statistics.ts";

/** Seconds that are kept. */
const SECONDS = 300;
/** Event names counted apart; further ones go under `OTHER_EVENTS`. */
const MAX_EVENTS = 1_000;
/** Stands for the events whose names were too many to count each. */
export const OTHER_EVENTS = "…";
/** Upper ends of the columns, in milliseconds. */
const BOUNDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, Infinity] as const;
/** Numbers that a second takes: in and out, bytes in and out, waiting. */
const WIDTH = 5;

/** Counts what goes over one connection, or over all, in memory that does not grow. */
export class StatisticsTracker implements Statistics {
  messagesIn = 0;
  messagesOut = 0;
  bytesIn = 0;
  bytesOut = 0;
  waiting = 0;
  latencyCount = 0;
  /** Messages of the second that is under way. */
  thisSecond = 0;
  #second = Number.NaN;
  readonly #ring = new Float64Array(SECONDS * WIDTH);
  readonly #times = new Float64Array(SECONDS);
  readonly #latencies = new Float64Array(BOUNDS.length);
  readonly #events = new Map<string, { in: number; out: number; bytes: number }>();

  /** Counts one packet; `message` says whether it is one of the application's. */
  add(direction: Direction, at: number, bytes: number, message: boolean): void {
    const base = this.#slot(at);
    const out = direction === "out" ? 1 : 0;
    if (out) this.bytesOut += bytes;
    else this.bytesIn += bytes;
    this.#ring[base + 2 + out] = Number(this.#ring[base + 2 + out]) + bytes;
    if (!message) return;
    if (out) this.messagesOut++;
    else this.messagesIn++;
    this.thisSecond++;
    this.#ring[base + out] = Number(this.#ring[base + out]) + 1;
  }

  /** Counts an event by its name. */
  event(name: string, direction: Direction, bytes: number): void {
    const known = this.#events.has(name) || this.#events.size < MAX_EVENTS ? name : OTHER_EVENTS;
    let counts = this.#events.get(known);
    if (!counts) this.#events.set(known, (counts = { in: 0, out: 0, bytes: 0 }));
    counts[direction]++;
    counts.bytes += bytes;
  }

  /** Events that wait for an acknowledgement: one more, or one less. */
  wait(change: 1 | -1, at: number): void {
    this.waiting = Math.max(0, this.waiting + change);
    this.#ring[this.#slot(at) + 4] = this.waiting;
  }

  /** Counts the milliseconds that an acknowledgement took. */
  latency(milliseconds: number): void {
    const index = BOUNDS.findIndex((bound) => milliseconds < bound);
    const column = index < 0 ? BOUNDS.length - 1 : index;
    this.#latencies[column] = Number(this.#latencies[column]) + 1;
    this.latencyCount++;
  }

  get latencies(): readonly LatencyBucket[] {
    return BOUNDS.map((below, index) => ({ below, count: Number(this.#latencies[index]) }));
  }

  events(): readonly EventCount[] {
    const counts = Array.from(this.#events, ([name, count]) => ({ name, ...count }));
    return counts.sort((a, b) => b.in + b.out - (a.in + a.out));
  }

  seconds(now: number, count: number = SECONDS): readonly Second[] {
    const newest = Math.floor(now / 1_000);
    const wanted = Math.max(0, Math.min(count, SECONDS));
    const found: Second[] = [];
    let waiting = 0;
    for (let time = newest - wanted + 1; time <= newest; time++) {
      const index = indexOf(time);
      const known = this.#times[index] === time;
      const base = index * WIDTH;
      const at = (offset: number): number => (known ? Number(this.#ring[base + offset]) : 0);
      if (known) waiting = at(4);
      found.push({ time, messagesIn: at(0), messagesOut: at(1), bytesIn: at(2), bytesOut: at(3), waiting });
    }
    return found;
  }

  /** Forgets everything but the events that still wait. */
  clear(): void {
    this.messagesIn = this.messagesOut = this.bytesIn = this.bytesOut = this.latencyCount = this.thisSecond = 0;
    this.#second = Number.NaN;
    this.#times.fill(0);
    this.#latencies.fill(0);
    this.#events.clear();
  }

  /** Where the numbers of a second start; an older second that has been overwritten counts with the one in its place. */
  #slot(at: number): number {
    const time = Math.floor(at / 1_000);
    const index = indexOf(time);
    const base = index * WIDTH;
    if (Number(this.#times[index]) < time) {
      this.#times[index] = time;
      this.#ring.fill(0, base, base + WIDTH);
      this.#ring[base + 4] = this.waiting;
    }
    if (time !== this.#second) {
      this.#second = time;
      this.thisSecond = 0;
    }
    return base;
  }
}

function indexOf(time: number): number {
  return ((time % SECONDS) + SECONDS) % SECONDS;
}
