import type { JSX } from "preact";
import type { Hint } from "../../store/hint.ts";
import { ActView } from "../act/act-view.tsx";
import { HeartbeatView } from "../heartbeat/heartbeat-view.tsx";
import { HintList } from "../hints/hint-list.tsx";
import { ReconnectView } from "../reconnect/reconnect-view.tsx";
import { StatisticsView } from "../statistics/statistics-view.tsx";
import { UpgradeView } from "../upgrade/upgrade-view.tsx";
import { PacketsView } from "./packets-view.tsx";
import { usePanel } from "./panel-context.ts";
import { TabBar } from "./tab-bar.tsx";
import { type Tab, TABS } from "./view-state.ts";

const LABELS: Readonly<Record<Tab, string>> = {
  packets: "Packets",
  upgrade: "Upgrade",
  heartbeats: "Heartbeats",
  reconnects: "Reconnects",
  statistics: "Statistics",
  problems: "Problems",
  act: "Act",
};

/** The tabs, and the view of the chosen one. */
export function Views({ hints }: { readonly hints: readonly Hint[] }): JSX.Element {
  const { view, status } = usePanel();
  const tabs: readonly Tab[] = status.value === "recording" ? TABS.filter((id) => id !== "act") : TABS;
  const chosen = tabs.includes(view.tab.value) ? view.tab.value : "packets";
  return (
    <main class="main">
      <TabBar
        label="Views"
        controls="view"
        items={tabs.map((id) => ({
          id,
          label: LABELS[id],
          badge: id === "problems" ? <Amount hints={hints} /> : null,
        }))}
        chosen={chosen}
        onChoose={(id) => (view.tab.value = id)}
      />
      <div class={`view view-${chosen}`} role="tabpanel" id="view" aria-labelledby={`view-${chosen}`}>
        <View tab={chosen} hints={hints} />
      </div>
    </main>
  );
}

function View({ tab, hints }: { readonly tab: Tab; readonly hints: readonly Hint[] }): JSX.Element {
  switch (tab) {
    case "packets":
      return <PacketsView />;
    case "upgrade":
      return <UpgradeView />;
    case "heartbeats":
      return <HeartbeatView />;
    case "reconnects":
      return <ReconnectView />;
    case "statistics":
      return <StatisticsView />;
    case "problems":
      return <HintList hints={hints} />;
    case "act":
      return <ActView />;
  }
}

function Amount({ hints }: { readonly hints: readonly Hint[] }): JSX.Element | null {
  const worst = hints.some(({ severity }) => severity === "error") ? "problem" : "warning";
  return hints.length === 0 ? null : <span class={`chip ${worst}`}>{hints.length}</span>;
}
