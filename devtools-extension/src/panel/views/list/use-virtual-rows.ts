import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type Range,
  Virtualizer,
} from "@tanstack/virtual-core";
import type { RefObject } from "preact";
import { useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";

/** The height of each row in CSS pixels. */
export const ROW_HEIGHT = 22;

/** A row that is worth drawing. */
export interface DrawnRow {
  readonly index: number;
  readonly top: number;
  /** The element that draws it: as rows scroll by, elements are used again, which costs less than new ones. */
  readonly slot: string;
}

/** The rows of a long list that are worth drawing. */
export interface VirtualRows {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly items: readonly DrawnRow[];
  readonly height: number;
  /** Brings a row into sight. */
  readonly reveal: (index: number, align?: "auto" | "center") => void;
}

/** What a list is drawn by. */
export interface VirtualOptions {
  readonly count: number;
  /** The row that is drawn even out of sight, so that a screen reader can be pointed at it; -1 for none. */
  readonly kept: number;
  /** The height of the sticky header in CSS pixels. */
  readonly header: number;
  /** Whether the list is about to be put at its end. */
  readonly atEnd: boolean;
}

const SLOTS = 32;

/** Finds the rows of a list that are in sight or nearly. */
export function useVirtualRows({ count, kept, header, atEnd }: VirtualOptions): VirtualRows {
  const scroller = useRef<HTMLDivElement>(null);
  const drawn = useRef("");
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
    onChange: (list: List) => {
      // It also tells that scrolling has begun and ended, which looks the same.
      if (rangeOf(list) !== drawn.current) redraw(undefined);
    },
  };
  const [virtualizer] = useState((): List => new Virtualizer(options));
  virtualizer.setOptions(options);
  // The browser tells of scrolling a frame late, in which the end would be empty.
  if (atEnd) virtualizer.scrollOffset = virtualizer.getTotalSize();
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  const items = virtualizer.getVirtualItems();
  drawn.current = rangeOf(virtualizer);
  const slots = SLOTS * Math.ceil((items.length + 1) / SLOTS);
  return {
    scroller,
    items: items.map(({ index, start }) => ({
      index,
      top: start,
      slot: index === kept ? "kept" : String(index % slots),
    })),
    height: virtualizer.getTotalSize(),
    reveal: (index, align = "auto") => virtualizer.scrollToIndex(index, { align }),
  };
}

type List = Virtualizer<HTMLDivElement, HTMLDivElement>;

function rangeOf({ range, scrollRect }: List): string {
  return `${range?.startIndex} ${range?.endIndex} ${scrollRect?.height}`;
}

function rowHeight(): number {
  return ROW_HEIGHT;
}

/** The indexes in sight, with the kept one at its place in the order. */
function withKept(indexes: number[], kept: number, count: number): number[] {
  if (kept < 0 || kept >= count || indexes.includes(kept)) return indexes;
  return [...indexes, kept].sort((one, other) => one - other);
}
