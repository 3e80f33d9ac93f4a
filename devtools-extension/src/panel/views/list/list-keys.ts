import type { PanelContext } from "../frame/panel-context.ts";
import { rowSummary } from "../text/row-words.ts";
import { rowIndex } from "./row-index.ts";
import { ROW_HEIGHT } from "./use-virtual-rows.ts";

/** Moves the selection and works on the selected row by the keyboard. */
export function pressInList(event: KeyboardEvent, panel: PanelContext, reveal: (index: number) => void): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
  if (moveBy(event, panel, reveal) || workOnRow(event.key, panel)) event.preventDefault();
}

function moveBy(event: KeyboardEvent, { model, view }: PanelContext, reveal: (index: number) => void): boolean {
  const rows = model.visible;
  const at = rowIndex(rows, view.selected.value);
  const list = event.currentTarget;
  const page = list instanceof HTMLElement ? Math.max(1, Math.floor(list.clientHeight / ROW_HEIGHT) - 2) : 1;
  const next = target(event.key, at, rows.length, page);
  if (next === undefined) return false;
  const index = Math.max(0, Math.min(rows.length - 1, next));
  const row = rows[index];
  if (!row) return true;
  view.selected.value = row.number;
  view.follow.value = false;
  reveal(index);
  return true;
}

function target(key: string, at: number, length: number, page: number): number | undefined {
  switch (key) {
    case "ArrowDown":
      return at + 1;
    case "ArrowUp":
      return at < 0 ? length - 1 : at - 1;
    case "PageDown":
      return at + page;
    case "PageUp":
      return at - page;
    case "Home":
      return 0;
    case "End":
      return length - 1;
    default:
      return undefined;
  }
}

function workOnRow(key: string, { model, view, changed }: PanelContext): boolean {
  const row = view.selected.value === undefined ? undefined : model.row(view.selected.value);
  if (!row) return false;
  switch (key) {
    case "b":
      model.bookmark(row, !row.bookmarked);
      view.announcement.value = `${row.bookmarked ? "Bookmarked" : "No longer bookmarked"}: ${rowSummary(row)}`;
      changed();
      return true;
    case "d":
      view.compared.value = row.number;
      view.announcement.value = `Comparing with this packet: ${rowSummary(row)}. Select another one.`;
      return true;
    case "g":
      if (row.pair) view.selected.value = row.pair.number;
      else view.announcement.value = "This packet has no acknowledgement.";
      return true;
    case "Escape":
      view.selected.value = undefined;
      return true;
    default:
      return false;
  }
}
