import type { ViewState } from "./view-state.ts";

/** What this needs of a `MediaQueryList`. */
type DarkQuery = Pick<MediaQueryList, "matches" | "addEventListener" | "removeEventListener">;

/** Tells the view whether the system asks for dark colours, which may change; returns how to stop. */
export function followSystem({ systemDark }: ViewState, query: DarkQuery): () => void {
  const follow = (): void => {
    systemDark.value = query.matches;
  };
  follow();
  query.addEventListener("change", follow);
  return () => query.removeEventListener("change", follow);
}
