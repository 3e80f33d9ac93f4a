import type { JSX } from "preact";
import type { SourceStatus } from "../../../bridge/source.ts";
import { faultWords } from "../act/fault-progress.ts";
import { count, counted } from "../text/format-size.ts";
import { visibleExcerpt } from "../text/visible-text.ts";
import { Icon } from "./icon.tsx";
import { useLivePanel } from "./panel-context.ts";

const STATUS_WORDS: Readonly<Record<SourceStatus, string>> = {
  connecting: "Connecting to the page…",
  live: "Live",
  reconnecting: "Reconnecting to the page…",
  recording: "Recording",
};

/** How many packets are here and shown, what is missing, and how the link to the page is. */
export function StatusLine({ problems }: { readonly problems: number }): JSX.Element {
  const { model, status, view, name } = useLivePanel();
  const shown = model.visible.length;
  const total = model.rows.length;
  const faults = faultWords(view.faultProgress.value);
  return (
    <div class="status" role="region" aria-label="Status">
      <span class={`source source-${status.value}`}>
        {model.paused ? "Paused" : STATUS_WORDS[status.value]}
        {name === undefined ? "" : ` ${visibleExcerpt(name, 60)}`}
      </span>
      <span>{shown === total ? counted(total, "packet") : `${count(shown)} of ${counted(total, "packet")}`}</span>
      {model.held > 0 ? <span class="held">{count(model.held)} waiting until you resume</span> : null}
      {model.lost > 0 ? (
        <span class="lost" title="The page or the way here let go of them, so that neither would run out of memory.">
          <Icon name="warning" />
          {counted(model.lost, "frame")} not shown
        </span>
      ) : null}
      {model.refused > 0 ? (
        <span class="lost" title="They had a shape that no tap sends.">
          <Icon name="warning" />
          {counted(model.refused, "record")} refused
        </span>
      ) : null}
      {model.released > 0 ? (
        <span title="The panel keeps a bounded number of packets.">
          {counted(model.released, "older packet")} let go of
        </span>
      ) : null}
      <span class="spring" />
      <span class="announcement" role="status" aria-live="polite">
        {view.announcement.value}
      </span>
      {faults ? (
        <button type="button" class="link faults" onClick={() => (view.tab.value = "act")}>
          <Icon name="faults" />
          {visibleExcerpt(faults, 120)}
        </button>
      ) : null}
      {problems > 0 ? (
        <button type="button" class="link problems" onClick={() => (view.tab.value = "problems")}>
          <Icon name="warning" />
          {counted(problems, "problem")}
        </button>
      ) : null}
    </div>
  );
}
