import type { Facets } from "../frame/view-state.ts";

/** Changes some facets of the filter; undefined takes one back. */
export type SetFacets = (change: { readonly [Key in keyof Facets]?: Facets[Key] | undefined }) => void;
