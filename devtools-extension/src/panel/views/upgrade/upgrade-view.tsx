import type { JSX } from "preact";
import type { Connection } from "../../store/connection.ts";
import type { SequenceStep, UpgradeTimeline } from "../../store/upgrade-timeline.ts";
import { ConnectionView } from "../frame/connection-view.tsx";
import { usePanel } from "../frame/panel-context.ts";
import { clockTime, delta, duration } from "../text/format-time.ts";
import { visibleExcerpt, visibleText } from "../text/visible-text.ts";
import { SequenceDiagram } from "./sequence-diagram.tsx";

/** How the connection moved from polling to WebSocket, step by step, or why it did not. */
export function UpgradeView(): JSX.Element {
  return <ConnectionView>{(connection) => <Upgrade connection={connection} />}</ConnectionView>;
}

function Upgrade({ connection }: { readonly connection: Connection }): JSX.Element {
  const { upgrade } = connection;
  return (
    <>
      <p class={`outcome ${upgrade.state}`}>{outcome(connection)}</p>
      {upgrade.reason === undefined ? null : (
        <p class={`notice ${upgrade.state === "failed" ? "problem" : ""}`}>{visibleExcerpt(upgrade.reason, 1000)}</p>
      )}
      {upgrade.steps.length === 0 ? null : (
        <div class="diagram">
          <SequenceDiagram timeline={upgrade} />
          <ol class="steps" aria-label="Steps of the upgrade">
            {upgrade.steps.map((step, index) => (
              <li key={index} class={step.failed ? "failed" : ""}>
                <StepWords step={step} start={upgrade.steps[0]?.at ?? step.at} connection={connection} />
              </li>
            ))}
          </ol>
        </div>
      )}
    </>
  );
}

function StepWords(props: {
  readonly step: SequenceStep;
  readonly start: number;
  readonly connection: Connection;
}): JSX.Element {
  const { step, start, connection } = props;
  const { model, view } = usePanel();
  const show = (): void => {
    const row = model.rows.find((candidate) => candidate.seq === step.seq && candidate.connection === connection);
    if (!row) {
      view.announcement.value = "Its packet is not in the list any more.";
      return;
    }
    view.selected.value = row.number;
    view.tab.value = "packets";
  };
  return (
    <>
      <time title={clockTime(step.at)}>{delta(step.at - start)}</time>
      <button type="button" class="link" title="Show the packet" onClick={show}>
        {visibleExcerpt(step.label, 30)}
      </button>
      <span class="words">
        {step.via === undefined ? null : <span class={`via via-${step.via}`}>{step.via}</span>}
        {visibleText(step.detail)}
      </span>
    </>
  );
}

function outcome({ upgrade, transport }: Connection): string {
  switch (upgrade.state) {
    case "none":
      return transport === "polling"
        ? "Polling, and nothing else was offered."
        : `Opened over ${transport} at once: there was nothing to upgrade.`;
    case "offered":
      return "Still on polling. The server offers WebSocket, and the client has not tried it yet.";
    case "running":
      return "The upgrade is under way.";
    case "done":
      return `Moved to WebSocket${took(upgrade)}.`;
    case "failed":
      return `The upgrade failed${took(upgrade)}. The connection stays on polling.`;
  }
}

function took({ startedAt, endedAt, attempts }: UpgradeTimeline): string {
  const time = startedAt === undefined || endedAt === undefined ? "" : ` after ${duration(endedAt - startedAt)}`;
  return attempts > 1 ? `${time} and ${attempts} attempts` : time;
}
