import { effect } from "@preact/signals";
import type { Theme, ViewState } from "./view-state.ts";

/** Where the reader's choices are kept. */
export type Preferences = Pick<Storage, "getItem" | "setItem">;

const KEY = "upwire.panel";

interface Kept {
  readonly theme: Theme;
  readonly sidebarWidth: number;
  readonly detailShare: number;
  readonly columnWidths: readonly (readonly [string, number])[];
}

/** Takes up the choices of the last time and keeps those of this one; returns how to stop. */
export function keepPreferences(view: ViewState, preferences: Preferences): () => void {
  restore(view, read(preferences));
  return effect(() => {
    const kept: Kept = {
      theme: view.theme.value,
      sidebarWidth: view.sidebarWidth.value,
      detailShare: view.detailShare.value,
      columnWidths: [...view.columnWidths.value],
    };
    try {
      preferences.setItem(KEY, JSON.stringify(kept));
    } catch {
      // Storage may be full or forbidden; the panel works without.
    }
  });
}

function read(preferences: Preferences): Partial<Record<keyof Kept, unknown>> {
  try {
    const value: unknown = JSON.parse(preferences.getItem(KEY) ?? "{}");
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

function restore(view: ViewState, kept: Partial<Record<keyof Kept, unknown>>): void {
  const { theme, sidebarWidth, detailShare, columnWidths } = kept;
  if (theme === "light" || theme === "dark") view.theme.value = theme;
  if (within(sidebarWidth, 120, 480)) view.sidebarWidth.value = sidebarWidth;
  if (within(detailShare, 0.2, 0.8)) view.detailShare.value = detailShare;
  if (Array.isArray(columnWidths)) view.columnWidths.value = new Map(columnWidths.filter(isWidth));
}

function isWidth(entry: unknown): entry is readonly [string, number] {
  return Array.isArray(entry) && typeof entry[0] === "string" && within(entry[1], 10, 900);
}

function within(value: unknown, least: number, most: number): value is number {
  return typeof value === "number" && value >= least && value <= most;
}
