import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import { restricts } from "../filter/apply-filter.ts";
import { SearchBox } from "../filter/search-box.tsx";
import { ImportButton } from "../keep/import-button.tsx";
import { openInPage } from "../keep/open-in-page.ts";
import type { IconName } from "./icon.tsx";
import { IconButton } from "./icon-button.tsx";
import { type PanelContext, useLivePanel, usePanel } from "./panel-context.ts";
import type { Theme } from "./view-state.ts";

/** The buttons and the search above everything. */
export function Toolbar(): JSX.Element {
  const { view, status } = useLivePanel();
  const filtering = restricts(view);
  const live = status.value !== "recording";
  return (
    <div class="toolbar" role="toolbar" aria-label="Panel">
      <Switch icon="sidebar" label="Show connections" signal={view.sidebar} />
      <span class="rule" />
      <Flow live={live} />
      <span class="rule" />
      <SearchBox />
      <IconButton
        icon="filter"
        label={filtering ? "Filter (active)" : "Filter"}
        pressed={view.filterBar.value || filtering}
        onPress={() => (view.filterBar.value = !view.filterBar.value)}
      />
      <span class="spring" />
      <Files live={live} />
      <span class="rule" />
      <ThemeButton />
      <IconButton icon="help" label="Keyboard shortcuts" shortcut="?" onPress={() => (view.dialog.value = "help")} />
    </div>
  );
}

/** What controls how packets come and stay. */
function Flow({ live }: { readonly live: boolean }): JSX.Element {
  const panel = useLivePanel();
  const { model, view, changed } = panel;
  return (
    <>
      {live ? (
        <IconButton
          icon={model.paused ? "resume" : "pause"}
          label={model.paused ? "Resume" : "Pause"}
          shortcut="Control+E"
          onPress={() => {
            if (model.paused) model.resume();
            else model.pause();
            changed();
          }}
        />
      ) : null}
      <IconButton icon="clear" label="Clear" shortcut="Control+L" onPress={() => clear(panel)} />
      <Switch icon="follow" label="Follow the newest packet" signal={view.follow} />
      {live ? (
        <IconButton
          icon="preserve"
          label="Preserve packets over reloads"
          pressed={model.preserve}
          onPress={() => {
            model.setPreserve(!model.preserve);
            changed();
          }}
        />
      ) : null}
    </>
  );
}

/** What reaches beyond the panel: faults in the page, and files. */
function Files({ live }: { readonly live: boolean }): JSX.Element {
  const panel = usePanel();
  const { view, goLive } = panel;
  return (
    <>
      {live ? (
        <IconButton
          icon="faults"
          label="Simulate faults…"
          pressed={view.faultProgress.value.state === "on"}
          onPress={() => (view.tab.value = "act")}
        />
      ) : null}
      <IconButton icon="export" label="Export…" onPress={() => (view.dialog.value = "export")} />
      <ImportButton />
      {panel.openPage ? <IconButton icon="open" label="Open in a page" onPress={() => void openInPage(panel)} /> : null}
      {goLive ? <IconButton icon="resume" label="Back to live" text="Live" onPress={goLive} /> : null}
    </>
  );
}

function Switch(props: {
  readonly icon: IconName;
  readonly label: string;
  readonly signal: Signal<boolean>;
}): JSX.Element {
  const { icon, label, signal } = props;
  return <IconButton icon={icon} label={label} pressed={signal.value} onPress={() => (signal.value = !signal.value)} />;
}

const NEXT: Readonly<Record<Theme, Theme>> = { system: "light", light: "dark", dark: "system" };

function ThemeButton(): JSX.Element {
  const { view } = usePanel();
  const theme = view.theme.value;
  return <IconButton icon="theme" label={`Theme: ${theme}`} onPress={() => (view.theme.value = NEXT[theme])} />;
}

function clear({ model, view, changed }: PanelContext): void {
  model.clear();
  view.selected.value = undefined;
  view.compared.value = undefined;
  view.announcement.value = "Cleared.";
  changed();
}
