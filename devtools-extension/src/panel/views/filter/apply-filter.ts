import { batch } from "@preact/signals";
import type { Filter } from "../../store/filter.ts";
import type { Model } from "../../store/model.ts";
import type { PanelContext } from "../frame/panel-context.ts";
import type { Scope, ViewState } from "../frame/view-state.ts";

/** The filter that the reader's choices make together. */
export function wantedFilter(view: ViewState, model: Model): Filter {
  const text = view.search.value;
  const connections = scopedConnections(view.scope.value, model);
  return {
    ...view.facets.value,
    ...(connections ? { connections } : {}),
    ...(text === "" ? {} : { search: { text, regex: view.regex.value, matchCase: view.matchCase.value } }),
  };
}

/** Hands the choices to the store, unless it has them already; where a search cannot be used, the filter before stays. */
export function applyFilter(view: ViewState, model: Model): boolean {
  const wanted = wantedFilter(view, model);
  if (same(wanted, model.filter)) {
    view.searchError.value = undefined;
    return false;
  }
  view.searchError.value = model.setFilter(wanted)?.message;
  return true;
}

/** Takes every restriction back. */
export function showEverything({ view }: PanelContext): void {
  batch(() => {
    view.scope.value = { kind: "all" };
    view.facets.value = {};
    view.search.value = "";
  });
}

/** Whether the filter bar restricts anything. */
export function restricts(view: ViewState): boolean {
  return Object.values(view.facets.value).some((value) => value !== undefined);
}

function scopedConnections(scope: Scope, model: Model): readonly string[] | undefined {
  switch (scope.kind) {
    case "all":
      return undefined;
    case "connection":
      return [scope.id];
    case "document": {
      const ids = model.documents.find(({ id }) => id === scope.id)?.connections.map(({ id }) => id) ?? [];
      // An empty list would restrict nothing.
      return ids.length === 0 ? [""] : ids;
    }
  }
}

function same(one: Filter, other: Filter): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
