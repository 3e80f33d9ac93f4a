import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { FilterBar } from "../filter/filter-bar.tsx";
import { openFile } from "../keep/open-file.ts";
import { ConnectionTree } from "../sidebar/connection-tree.tsx";
import { Dialogs } from "./dialogs.tsx";
import { pressAnywhere } from "./panel-keys.ts";
import { usePanel } from "./panel-context.ts";
import { Splitter } from "./splitter.tsx";
import { StatusLine } from "./status-line.tsx";
import { Toolbar } from "./toolbar.tsx";
import { useHints } from "./use-hints.ts";
import { useSize } from "./use-size.ts";
import { Views } from "./views.tsx";

/** Narrower than this, the sidebar lies over the rest instead of beside it. */
const NARROW = 760;

/** The whole panel. */
export function App(): JSX.Element {
  const panel = usePanel();
  const { view } = panel;
  const root = useRef<HTMLDivElement>(null);
  const size = useSize(root);
  const hints = useHints();
  const narrow = size.width > 0 && size.width < NARROW;
  useEffect(() => {
    view.sidebar.value = !narrow;
  }, [narrow, view]);
  const problems = hints.filter(({ severity }) => severity !== "info").length;
  return (
    <div
      class={`panel ${narrow ? "narrow" : "wide"}`}
      data-theme={view.colors.value}
      ref={root}
      onKeyDown={(event) => pressAnywhere(event, panel, root.current)}
      onDragOver={(event) => {
        if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
      }}
      onDrop={(event) => {
        const file = event.dataTransfer?.files[0];
        if (!file) return;
        event.preventDefault();
        void openFile(panel, file);
      }}
    >
      <Toolbar />
      {view.filterBar.value ? <FilterBar /> : null}
      <div class="body">
        {view.sidebar.value ? (
          <>
            <nav class="sidebar" aria-label="Connections" style={{ width: `${view.sidebarWidth.value}px` }}>
              <ConnectionTree hints={hints} />
            </nav>
            <Splitter
              label="Width of the sidebar"
              upright
              value={view.sidebarWidth.value}
              least={120}
              most={480}
              onMove={(pixels) => {
                view.sidebarWidth.value = Math.max(120, Math.min(480, view.sidebarWidth.value + pixels));
              }}
            />
          </>
        ) : null}
        <Views hints={hints} />
      </div>
      <StatusLine problems={problems} />
      <Dialogs />
    </div>
  );
}
