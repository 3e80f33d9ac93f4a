import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type Range,
  type VirtualItem,
  Virtualizer,
} from "@tanstack/virtual-core";
import type { RefObject } from "preact";
import { useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";

/** The height of each row in CSS pixels. */
export const ROW_HEIGHT = 22;

/** The rows of a long list that are worth drawing. */
export interface VirtualRows {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly items: readonly VirtualItem[];
  readonly height: number;
  /** Brings a row into sight. */
  readonly reveal: (index: number, align?: "auto" | "center") => void;
}

/**
 * Finds what is in sight of `count` rows under a sticky header of that height, and adds the row at `kept`, so that a
 * screen reader can be pointed at it while it is out of sight.
 */
export function useVirtualRows(count: number, kept: number, header: number): VirtualRows {
  const scroller = useRef<HTMLDivElement>(null);
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  const options = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: rowHeight,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    overscan: 6,
    scrollPaddingEnd: header,
    rangeExtractor: (range: Range) => withKept(defaultRangeExtractor(range), kept, range.count),
    onChange: () => redraw(undefined),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLDivElement, HTMLDivElement>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  return {
    scroller,
    items: virtualizer.getVirtualItems(),
    height: virtualizer.getTotalSize(),
    reveal: (index, align = "auto") => virtualizer.scrollToIndex(index, { align }),
  };
}

function rowHeight(): number {
  return ROW_HEIGHT;
}

/** The indexes in sight, with the kept one at its place in the order. */
function withKept(indexes: number[], kept: number, count: number): number[] {
  if (kept < 0 || kept >= count || indexes.includes(kept)) return indexes;
  return [...indexes, kept].sort((one, other) => one - other);
}
