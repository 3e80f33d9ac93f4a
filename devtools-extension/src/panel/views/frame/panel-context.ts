import type { ReadonlySignal } from "@preact/signals";
import { type Context, createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Source, SourceStatus } from "../../../bridge/source.ts";
import type { Store } from "../../store/store.ts";
import type { ViewState } from "./view-state.ts";

/** Where packets come from, and where they are kept. */
export interface Session {
  readonly source: Source;
  readonly model: Store;
  /** The file of a recording. */
  readonly name?: string;
}

/** Opens a recording in a page of its own; rejects when that page did not take it. */
export type OpenPage = (recording: File) => Promise<void>;

/** What every view of a panel works with. */
export interface PanelContext {
  readonly model: Store;
  readonly source: Source;
  /** The file of a recording that is shown. */
  readonly name: string | undefined;
  readonly status: ReadonlySignal<SourceStatus>;
  /** Moves at most once per animation frame; a view that reads it is drawn again when the store has changed. */
  readonly ticks: ReadonlySignal<number>;
  readonly view: ViewState;
  /** Says that the store or the view has changed. */
  readonly changed: () => void;
  /** Shows a recording instead of what is live. */
  readonly open: (recording: Session) => void;
  /** Opens a recording in a page of its own; undefined where there is no such page. */
  readonly openPage: OpenPage | undefined;
  /** Goes back from a recording to what is live; undefined where there is no way back. */
  readonly goLive: (() => void) | undefined;
}

const Panel: Context<PanelContext | undefined> = createContext<PanelContext | undefined>(undefined);

/** Hands the context to the views below it. */
export const PanelProvider: Context<PanelContext | undefined>["Provider"] = Panel.Provider;

/** The panel that a view is part of. */
export function usePanel(): PanelContext {
  const panel = useContext(Panel);
  if (!panel) throw new Error("This view is not inside a panel.");
  return panel;
}

/** The same, for a view that is drawn again whenever the store has changed. */
export function useLivePanel(): PanelContext {
  const panel = usePanel();
  void panel.ticks.value;
  return panel;
}
