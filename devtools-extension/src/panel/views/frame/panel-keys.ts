import type { PanelContext } from "./panel-context.ts";
import { TABS } from "./view-state.ts";

/** A shortcut as the help lists it. */
export interface Shortcut {
  readonly keys: string;
  readonly does: string;
  readonly where: string;
}

/** All shortcuts, for the help. */
export const SHORTCUTS: readonly Shortcut[] = [
  { where: "Anywhere", keys: "Ctrl F", does: "Search packets" },
  { where: "Anywhere", keys: "Ctrl E", does: "Pause or resume" },
  { where: "Anywhere", keys: "Ctrl L", does: "Clear" },
  { where: "Anywhere", keys: "Alt 1 … 7", does: "Go to a view" },
  { where: "Anywhere", keys: "?", does: "This help" },
  { where: "Packet list", keys: "↑ ↓ Page Home End", does: "Select a packet" },
  { where: "Packet list", keys: "b", does: "Bookmark the packet" },
  { where: "Packet list", keys: "d", does: "Compare other packets with it" },
  { where: "Packet list", keys: "g", does: "Go to its acknowledgement, or to the event of one" },
  { where: "Packet list", keys: "Enter", does: "Go to the details" },
  { where: "Packet list", keys: "Esc", does: "Close the details" },
  { where: "Trees", keys: "↑ ↓ Home End", does: "Move" },
  { where: "Trees", keys: "→ ←", does: "Open and close, or go in and out" },
  { where: "Bars between panes and columns", keys: "← → ↑ ↓", does: "Move the bar; with Shift, further" },
];

/** Shortcuts that work wherever the focus is in the panel. */
export function pressAnywhere(event: KeyboardEvent, panel: PanelContext, root: HTMLElement | null): void {
  if (event.defaultPrevented) return;
  if (act(event, panel, root)) event.preventDefault();
}

function act(event: KeyboardEvent, { model, view, changed }: PanelContext, root: HTMLElement | null): boolean {
  const { key } = event;
  if (event.altKey && !event.ctrlKey && !event.metaKey) return goToTab(key, view.tab);
  if (event.ctrlKey || event.metaKey) {
    if (key === "f") return focus(root, ".search-field");
    if (key === "e") {
      if (model.paused) model.resume();
      else model.pause();
    } else if (key === "l") model.clear();
    else return false;
    changed();
    return true;
  }
  if (isField(event.target)) return false;
  if (key === "?") {
    view.dialog.value = "help";
    return true;
  }
  if (key === "Enter" && event.target instanceof Element && event.target.matches(".packet-list"))
    return focus(root, ".detail [role=tree] [tabindex='0']") || focus(root, ".detail [role=tab][tabindex='0']");
  if (key === "Escape" && view.selected.value !== undefined) {
    view.selected.value = undefined;
    return focus(root, ".packet-list");
  }
  return false;
}

function goToTab(key: string, tab: PanelContext["view"]["tab"]): boolean {
  const chosen = /^[1-7]$/.test(key) ? TABS[Number(key) - 1] : undefined;
  if (!chosen) return false;
  tab.value = chosen;
  return true;
}

function focus(root: HTMLElement | null, selector: string): boolean {
  const element = root?.querySelector(selector);
  if (!(element instanceof HTMLElement)) return false;
  element.focus();
  if (element instanceof HTMLInputElement) element.select();
  return true;
}

function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input:not([type=checkbox]), textarea, select");
}
