import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { PanelContext } from "../frame/panel-context.ts";
import { useLivePanel } from "../frame/panel-context.ts";
import { useSize } from "../frame/use-size.ts";
import { type Column, columnsAt, columnTemplate, resized } from "./columns.ts";
import { EmptyList } from "./empty-list.tsx";
import { ListHeader } from "./list-header.tsx";
import { pressInList } from "./list-keys.ts";
import { PacketRow } from "./packet-row.tsx";
import { rowIndex } from "./row-index.ts";
import { useScrollAnchor } from "./use-scroll-anchor.ts";
import { useVirtualRows } from "./use-virtual-rows.ts";

const HEADER_HEIGHT = 24;

/** The packets as a live grid, of which only what is in sight is drawn. */
export function PacketList(): JSX.Element {
  const panel = useLivePanel();
  const { model, view } = panel;
  const rows = model.visible;
  const selected = rowIndex(rows, view.selected.value);
  const { scroller, items, height, reveal } = useVirtualRows({
    count: rows.length,
    kept: selected,
    header: HEADER_HEIGHT,
    atEnd: view.follow.value,
  });
  const { width } = useSize(scroller);
  const scrolled = useScrollAnchor(scroller, rows, view.follow.value, (follow) => {
    view.follow.value = follow;
  });
  useRevealed(panel, reveal);
  const widths = view.columnWidths.value;
  const columns = columnsAt(width, widths);
  return (
    <div
      class="packet-list"
      role="grid"
      tabIndex={0}
      aria-label="Packets"
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={selected < 0 ? undefined : rowId(rows[selected]?.number)}
      ref={scroller}
      style={{ "--columns": columnTemplate(columns, widths) }}
      onScroll={scrolled}
      onKeyDown={(event) => pressInList(event, panel, reveal)}
    >
      <div role="rowgroup" class="head">
        <ListHeader
          columns={columns}
          widths={widths}
          onResize={(column, pixels) => {
            view.columnWidths.value = resized(view.columnWidths.value, column, pixels);
          }}
        />
      </div>
      <div
        role="rowgroup"
        class="rows"
        style={{ height: `${height}px` }}
        onPointerDown={(event) => select(event, panel)}
      >
        {items.map(({ index, top, slot }) => (
          <Line key={slot} index={index} top={top} columns={columns} />
        ))}
      </div>
      {rows.length === 0 ? <EmptyList /> : null}
    </div>
  );
}

/** The row at an index of what is shown. */
function Line(props: {
  readonly index: number;
  readonly top: number;
  readonly columns: readonly Column[];
}): JSX.Element | null {
  const { model, view } = useLivePanel();
  const { index, top, columns } = props;
  const row = model.visible[index];
  return row ? (
    <PacketRow
      row={row}
      id={rowId(row.number)}
      position={index + 2}
      columns={columns}
      selected={row.number === view.selected.value}
      compared={row.number === view.compared.value}
      top={top}
    />
  ) : null;
}

/** Brings a row into sight that was selected elsewhere: from a hint, a pair or a diagram. */
function useRevealed(panel: PanelContext, reveal: (index: number, align?: "auto" | "center") => void): void {
  const shown = useRef<number | undefined>(undefined);
  const number = panel.view.selected.value;
  useLayoutEffect(() => {
    if (shown.current === number) return;
    shown.current = number;
    const index = rowIndex(panel.model.visible, number);
    if (index >= 0) reveal(index);
  });
}

function rowId(number: number | undefined): string {
  return `packet-${number ?? ""}`;
}

function select(event: PointerEvent, { view }: PanelContext): void {
  if (event.button !== 0 || !(event.target instanceof Element)) return;
  const row = event.target.closest("[data-number]");
  if (!(row instanceof HTMLElement)) return;
  const number = Number(row.dataset["number"]);
  if (event.ctrlKey || event.metaKey) view.compared.value = view.compared.value === number ? undefined : number;
  else {
    view.selected.value = number;
    view.follow.value = false;
  }
}
