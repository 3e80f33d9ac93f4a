import type { Direction } from "@upwire/protocol";
import type { RowData } from "./row-data.ts";

/** Events of one connection that may wait for their acknowledgement; the oldest are given up. */
const MAX_WAITING = 10_000;

/** Pairs the acknowledgements of one connection with their events, which travel the other way under the same id. */
export class AckTracker {
  readonly #waiting = new Map<string, RowData>();

  /** An event that asks for an acknowledgement; answers whether an older one was given up for it, or is asked again under the same id. */
  asked(row: RowData): boolean {
    const key = keyOf(row, row.direction);
    const replaced = this.#waiting.delete(key);
    this.#waiting.set(key, row);
    if (this.#waiting.size <= MAX_WAITING) return replaced;
    const [oldest] = this.#waiting.keys();
    return oldest === undefined ? replaced : this.#waiting.delete(oldest);
  }

  /** An acknowledgement: its event, if that was seen, paired with it. */
  answered(row: RowData): RowData | undefined {
    const key = keyOf(row, row.direction === "in" ? "out" : "in");
    const event = this.#waiting.get(key);
    if (!event) return undefined;
    this.#waiting.delete(key);
    event.pair = row;
    row.pair = event;
    event.latency = row.latency = Math.max(0, row.at - event.at);
    return event;
  }

  /** Nobody answers any more; tells how many of the page's own events waited. */
  end(): number {
    let own = 0;
    for (const row of this.#waiting.values()) if (row.direction === "out") own++;
    this.#waiting.clear();
    return own;
  }
}

function keyOf(row: RowData, asker: Direction | undefined): string {
  return `${asker} ${row.ackId} ${row.namespace}`;
}
