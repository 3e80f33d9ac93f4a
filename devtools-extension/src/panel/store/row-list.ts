import type { RowData } from "./row-data.ts";

/** Bookmarked rows that are kept although older than what memory allows. */
const MAX_BOOKMARKS = 1_000;

/** All rows and those that pass the filter, in memory that is bounded by number and by characters of payload. */
export class RowList {
  readonly rows: RowData[] = [];
  visible: RowData[] = [];
  released = 0;
  #test: (row: RowData) => boolean = () => true;
  #next = 1;
  #weight = 0;
  readonly #byNumber = new Map<number, RowData>();
  readonly #maxRows: number;
  readonly #maxWeight: number;
  readonly #onGone: (row: RowData) => void;

  constructor(maxRows: number, maxWeight: number, onGone: (row: RowData) => void) {
    this.#maxRows = maxRows;
    this.#maxWeight = maxWeight;
    this.#onGone = onGone;
  }

  row(number: number): RowData | undefined {
    return this.#byNumber.get(number);
  }

  add(row: RowData): void {
    this.#number(row);
    this.rows.push(row);
    row.shown = this.#test(row);
    if (row.shown) this.visible.push(row);
    if (this.rows.length > this.#maxRows || this.#weight > this.#maxWeight) this.#release();
  }

  /** Rows that came to light later, behind the one that they follow. */
  insertAfter(before: RowData, rows: readonly RowData[]): void {
    if (rows.length === 0) return;
    for (const row of rows) this.#number(row);
    this.rows.splice(this.rows.lastIndexOf(before) + 1, 0, ...rows);
    this.refilter();
  }

  /** Adds to the memory that a row counts for. */
  weigh(characters: number): void {
    this.#weight += characters;
  }

  setTest(test: (row: RowData) => boolean): void {
    this.#test = test;
    this.refilter();
  }

  /** Runs the filter over all rows. */
  refilter(): void {
    const test = this.#test;
    const visible: RowData[] = [];
    for (const row of this.rows) {
      row.shown = test(row);
      if (row.shown) visible.push(row);
    }
    this.visible = visible;
  }

  /** Runs the filter over a row that has changed. */
  recheck(row: RowData): void {
    const shown = this.#test(row);
    if (shown === row.shown || row.gone) return;
    row.shown = shown;
    if (shown) {
      let at = this.visible.length;
      while (at > 0 && isLater(this.visible[at - 1], row)) at--;
      this.visible.splice(at, 0, row);
    } else {
      const at = this.visible.lastIndexOf(row);
      if (at >= 0) this.visible.splice(at, 1);
    }
  }

  /** Lets go of every row that is not to be kept. */
  keep(kept: (row: RowData) => boolean): void {
    const rows = this.rows.filter((row) => kept(row) || this.#forget(row));
    this.rows.length = 0;
    for (const row of rows) this.rows.push(row);
    this.visible = this.visible.filter((row) => !row.gone);
  }

  #number(row: RowData): void {
    row.number = this.#next++;
    this.#byNumber.set(row.number, row);
    this.#weight += row.text.length;
  }

  /** Lets go of the oldest, a piece at a time so that adding stays cheap. */
  #release(): void {
    const piece = Math.max(1, this.rows.length >> 5);
    do {
      let bookmarks = 0;
      const oldest = this.rows.splice(0, piece);
      const kept = oldest.filter((row) => (row.bookmarked && ++bookmarks <= MAX_BOOKMARKS) || this.#forget(row));
      this.released += oldest.length - kept.length;
      if (kept.length > 0) this.rows.unshift(...kept);
      if (kept.length === oldest.length) break;
    } while (this.#weight > this.#maxWeight && this.rows.length > 1);
    this.#hideGone();
  }

  /** Takes rows that are gone from the front of what is shown, where the oldest are, between bookmarks that stay. */
  #hideGone(): void {
    const { visible } = this;
    let read = 0;
    let write = 0;
    for (; read < visible.length; read++) {
      const row = visible[read];
      if (!row || (!row.gone && !row.bookmarked)) break;
      if (!row.gone) visible[write++] = row;
    }
    visible.splice(write, read - write);
  }

  /** Always false, so that it can stand for a row that is not kept. */
  #forget(row: RowData): false {
    row.gone = true;
    row.shown = false;
    this.#byNumber.delete(row.number);
    this.#weight -= row.text.length;
    for (const { base64 } of row.attachments ?? []) this.#weight -= base64.length;
    // A pair would keep its other half in memory.
    if (row.pair) row.pair.pair = undefined;
    this.#onGone(row);
    return false;
  }
}

/** Whether a row stands behind another; those of one moment, such as the packets of one polling body, by number. */
function isLater(row: RowData | undefined, other: RowData): boolean {
  return row !== undefined && (row.at > other.at || (row.at === other.at && row.number > other.number));
}
