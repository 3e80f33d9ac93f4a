import type { JSX } from "preact";
import { restricts } from "../filter/apply-filter.ts";
import { SearchBox } from "../filter/search-box.tsx";
import { ImportButton } from "../keep/import-button.tsx";
import { IconButton } from "./icon-button.tsx";
import { useLivePanel } from "./panel-context.ts";
import type { Theme } from "./view-state.ts";

/** The buttons and the search above everything. */
export function Toolbar(): JSX.Element {
  const panel = useLivePanel();
  const { model, view, changed, status } = panel;
  const live = status.value !== "recording";
  const filtering = restricts(view);
  return (
    <div class="toolbar" role="toolbar" aria-label="Panel">
      <IconButton
        icon="sidebar"
        label="Show connections"
        pressed={view.sidebar.value}
        onPress={() => (view.sidebar.value = !view.sidebar.value)}
      />
      <span class="rule" />
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
      <IconButton
        icon="follow"
        label="Follow the newest packet"
        pressed={view.follow.value}
        onPress={() => (view.follow.value = !view.follow.value)}
      />
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
      <span class="rule" />
      <SearchBox />
      <IconButton
        icon="filter"
        label={filtering ? "Filter (active)" : "Filter"}
        pressed={view.filterBar.value || filtering}
        onPress={() => (view.filterBar.value = !view.filterBar.value)}
      />
      <span class="spring" />
      {live ? (
        <IconButton
          icon="faults"
          label="Simulate faults…"
          pressed={view.faults.value !== undefined}
          onPress={() => (view.tab.value = "act")}
        />
      ) : null}
      <IconButton icon="export" label="Export…" onPress={() => (view.dialog.value = "export")} />
      <ImportButton />
      {panel.goLive ? <IconButton icon="resume" label="Back to live" text="Live" onPress={panel.goLive} /> : null}
      <span class="rule" />
      <ThemeButton />
      <IconButton icon="help" label="Keyboard shortcuts" shortcut="?" onPress={() => (view.dialog.value = "help")} />
    </div>
  );
}

const NEXT: Readonly<Record<Theme, Theme>> = { system: "light", light: "dark", dark: "system" };

function ThemeButton(): JSX.Element {
  const { view } = useLivePanel();
  const theme = view.theme.value;
  return <IconButton icon="theme" label={`Theme: ${theme}`} onPress={() => (view.theme.value = NEXT[theme])} />;
}

function clear({ model, view, changed }: ReturnType<typeof useLivePanel>): void {
  model.clear();
  view.selected.value = undefined;
  view.compared.value = undefined;
  view.announcement.value = "Cleared.";
  changed();
}
