import type { Row } from "../../store/row.ts";

/** Where the row with that number is among rows in the order of their numbers; -1 where it is not. */
export function rowIndex(rows: readonly Row[], number: number | undefined): number {
  if (number === undefined) return -1;
  const index = firstFrom(rows, number);
  if (rows[index]?.number === number) return index;
  // Rows that came to light behind a body that had been cut stand before rows with smaller numbers.
  return rows.findIndex((row) => row.number === number);
}

/** The index of the first row whose number is not smaller. */
export function firstFrom(rows: readonly Row[], number: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle]?.number ?? Number.POSITIVE_INFINITY) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
