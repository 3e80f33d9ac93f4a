import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { FaultPlan } from "../../../bridge/command.ts";
import type { Filter } from "../../store/filter.ts";
import type { FaultProgress } from "../act/fault-progress.ts";

/** Which part of the traffic is looked at. */
export type Scope =
  | { readonly kind: "all" }
  | { readonly kind: "document"; readonly id: string }
  | { readonly kind: "connection"; readonly id: string };

/** The tabs of the panel, in their order; the one with a number in it is last, so that no other moves when the number comes. */
export const TABS = ["packets", "upgrade", "heartbeats", "reconnects", "statistics", "act", "problems"] as const;

/** The name of a tab. */
export type Tab = (typeof TABS)[number];

/** Colours: those of the system or of the DevTools around, or the reader's choice. */
export type Theme = "system" | "light" | "dark";

/** The dialogs, of which at most one is open. */
export type DialogName = "help" | "export";

/** The facets of a filter that the filter bar sets; the scope and the search are apart. */
export type Facets = Omit<Filter, "connections" | "search">;

/** An event being written, to go out or to be delivered. */
export interface Draft {
  /** The id of a connection; the current one when undefined. */
  readonly connection: string | undefined;
  readonly direction: "out" | "in";
  readonly namespace: string;
  readonly event: string;
  readonly args: string;
  readonly ack: boolean;
}

/** A draft with nothing in it. */
export const EMPTY_DRAFT: Draft = {
  connection: undefined,
  direction: "out",
  namespace: "/",
  event: "",
  args: "",
  ack: false,
};

/** What the reader has chosen: the state of the panel that is not in the store. */
export interface ViewState {
  readonly scope: Signal<Scope>;
  readonly tab: Signal<Tab>;
  /** The number of the row whose details are shown. */
  readonly selected: Signal<number | undefined>;
  /** The number of the row that details are compared with. */
  readonly compared: Signal<number | undefined>;
  readonly facets: Signal<Facets>;
  readonly search: Signal<string>;
  readonly regex: Signal<boolean>;
  readonly matchCase: Signal<boolean>;
  /** Why the search cannot be used. */
  readonly searchError: Signal<string | undefined>;
  readonly filterBar: Signal<boolean>;
  /** Whether the list stays with its newest row. */
  readonly follow: Signal<boolean>;
  readonly theme: Signal<Theme>;
  /** The colours of the tools around the panel. */
  readonly around: Signal<Theme>;
  /** Whether the system asks for dark colours. */
  readonly systemDark: Signal<boolean>;
  /** The colours that the panel has. */
  readonly colors: ReadonlySignal<Exclude<Theme, "system">>;
  readonly sidebar: Signal<boolean>;
  readonly sidebarWidth: Signal<number>;
  /** Share of the room that the details take, from 0 to 1. */
  readonly detailShare: Signal<number>;
  readonly columnWidths: Signal<ReadonlyMap<string, number>>;
  readonly dialog: Signal<DialogName | undefined>;
  readonly draft: Signal<Draft>;
  /** Whether secrets are taken out of what leaves the panel. */
  readonly redact: Signal<boolean>;
  /** The faults that every document is to simulate; undefined when none. */
  readonly faults: Signal<FaultPlan | undefined>;
  readonly faultProgress: Signal<FaultProgress>;
  /** What was done last, for the status line, which is a live region. */
  readonly announcement: Signal<string>;
}

/** A fresh state. */
export function viewState(): ViewState {
  const theme = signal<Theme>("system");
  const around = signal<Theme>("system");
  const systemDark = signal(false);
  return {
    scope: signal<Scope>({ kind: "all" }),
    tab: signal<Tab>("packets"),
    selected: signal<number | undefined>(undefined),
    compared: signal<number | undefined>(undefined),
    facets: signal<Facets>({}),
    search: signal(""),
    regex: signal(false),
    matchCase: signal(false),
    searchError: signal<string | undefined>(undefined),
    filterBar: signal(false),
    follow: signal(true),
    theme,
    around,
    systemDark,
    colors: computed(() => {
      const chosen = theme.value === "system" ? around.value : theme.value;
      if (chosen !== "system") return chosen;
      return systemDark.value ? "dark" : "light";
    }),
    sidebar: signal(true),
    sidebarWidth: signal(248),
    detailShare: signal(0.42),
    columnWidths: signal<ReadonlyMap<string, number>>(new Map()),
    dialog: signal<DialogName | undefined>(undefined),
    draft: signal(EMPTY_DRAFT),
    redact: signal(true),
    faults: signal<FaultPlan | undefined>(undefined),
    faultProgress: signal<FaultProgress>({ state: "off" }),
    announcement: signal(""),
  };
}
