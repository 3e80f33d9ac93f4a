import { effect } from "@preact/signals";
import type { PanelContext } from "../frame/panel-context.ts";
import { applyFilter } from "./apply-filter.ts";

/** Keeps the store's filter as the reader has chosen, also when a frame that is chosen opens further connections; returns how to stop. */
export function followFilter({ model, view, ticks, changed }: PanelContext): () => void {
  return effect(() => {
    if (view.scope.value.kind === "document") void ticks.value;
    if (applyFilter(view, model)) changed();
  });
}
