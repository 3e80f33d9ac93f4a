import type { Entry } from "./entry.ts";
import { weightOf } from "./payload.ts";

/** Most records in a document's ring. */
export const MAX_RECORDS = 5_000;

/** Most bytes in a document's ring, counted as the engine keeps them. */
export const MAX_BYTES = 16_777_216;

/** What a record weighs besides its payload. */
const OVERHEAD = 160;

/** The last records of a document, numbered from 1; the oldest give way. */
export class Ring {
  /** The number of the newest record; 0 before the first. */
  last = 0;
  /** The number of the oldest that is still there. */
  first = 1;
  #bytes = 0;
  /** All slots are set before the page runs, so that no setter on its `Array.prototype` ever hears of one. */
  readonly #slots: (Entry | undefined)[] = Array.from({ length: MAX_RECORDS });

  /** Adds a record; one that alone exceeds the ring is its only one. */
  add(entry: Entry): void {
    const slots = this.#slots;
    this.#bytes += weigh(entry);
    this.last++;
    while (this.last - this.first >= MAX_RECORDS || (this.#bytes > MAX_BYTES && this.first < this.last)) this.#evict();
    slots[this.last % MAX_RECORDS] = entry;
  }

  /** The record of that number, if it is still there. */
  at(seq: number): Entry | undefined {
    return seq < this.first || seq > this.last ? undefined : this.#slots[seq % MAX_RECORDS];
  }

  #evict(): void {
    const index = this.first % MAX_RECORDS;
    const entry = this.#slots[index];
    if (entry) this.#bytes -= weigh(entry);
    this.#slots[index] = undefined;
    this.first++;
  }
}

function weigh(entry: Entry): number {
  return OVERHEAD + ("frame" in entry ? weightOf(entry.payload) : 0);
}
