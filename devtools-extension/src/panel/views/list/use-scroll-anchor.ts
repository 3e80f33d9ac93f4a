import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Row } from "../../store/row.ts";
import { firstFrom } from "./row-index.ts";
import { ROW_HEIGHT } from "./use-virtual-rows.ts";

/** How near to the end still counts as the end, in CSS pixels. */
const END = 4;

/**
 * Keeps a growing list where the reader wants it: at its end while `follow` is on, else at the row that was on top, also
 * when rows before it are let go of. Returns what to do when the list was scrolled.
 */
export function useScrollAnchor(
  scroller: RefObject<HTMLDivElement | null>,
  rows: readonly Row[],
  follow: boolean,
  setFollow: (follow: boolean) => void,
): () => void {
  /** Where the list was last; having it put there ourselves is no scrolling of the reader's. */
  const last = useRef(0);
  const top = useRef<{ rows: readonly Row[]; index: number; number: number } | undefined>(undefined);

  useLayoutEffect(() => {
    const list = scroller.current;
    if (!list) return;
    const before = top.current;
    if (follow) place(list, last, list.scrollHeight - list.clientHeight);
    else if (before?.rows === rows) {
      const moved = firstFrom(rows, before.number) - before.index;
      if (moved !== 0) place(list, last, Math.max(0, list.scrollTop + moved * ROW_HEIGHT));
    }
    top.current = topRow(list, rows);
  });

  return () => {
    const list = scroller.current;
    if (!list) return;
    top.current = topRow(list, rows);
    const moved = list.scrollTop - last.current;
    last.current = list.scrollTop;
    if (moved < 0) setFollow(false);
    else if (moved > 0 && list.scrollTop + list.clientHeight >= list.scrollHeight - END) setFollow(true);
  };
}

function place(list: HTMLElement, last: { current: number }, offset: number): void {
  if (Math.abs(list.scrollTop - offset) < 1) return;
  list.scrollTop = offset;
  // Read back, since browsers round.
  last.current = list.scrollTop;
}

function topRow(
  list: HTMLElement,
  rows: readonly Row[],
): { rows: readonly Row[]; index: number; number: number } | undefined {
  const index = Math.floor(list.scrollTop / ROW_HEIGHT);
  const row = rows[index];
  return row && { rows, index, number: row.number };
}
