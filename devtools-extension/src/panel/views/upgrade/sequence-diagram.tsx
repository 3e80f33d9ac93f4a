import type { JSX } from "preact";
import type { Lane, UpgradeTimeline } from "../../store/upgrade-timeline.ts";
import { visibleExcerpt } from "../text/visible-text.ts";
import { DIAGRAM_WIDTH, diagramLayout, HEAD_HEIGHT, LANES, laneX, type PlacedStep } from "./diagram-layout.ts";

const NAMES: Readonly<Record<Lane, string>> = {
  client: "Client",
  polling: "Polling",
  websocket: "WebSocket",
  server: "Server",
};

/** Between which parties what went, as a drawing: polling with dashes, WebSocket with a full line, a failure with a cross. */
export function SequenceDiagram({ timeline }: { readonly timeline: UpgradeTimeline }): JSX.Element {
  const { steps, bars, height } = diagramLayout(timeline.steps, timeline.state === "done");
  return (
    <svg
      class="sequence"
      role="img"
      aria-label="Sequence diagram of the upgrade; its steps stand in the list beside it"
      viewBox={`0 0 ${DIAGRAM_WIDTH} ${height}`}
      width={DIAGRAM_WIDTH}
      height={height}
    >
      {LANES.map((lane) => (
        <g key={lane} class={`lane ${lane}`}>
          <text x={laneX(lane)} y={14}>
            {NAMES[lane]}
          </text>
          <line x1={laneX(lane)} x2={laneX(lane)} y1={HEAD_HEIGHT - 8} y2={height} />
        </g>
      ))}
      {bars.map(({ lane, top, bottom }) => (
        <rect
          key={lane}
          class={`bar ${lane}`}
          x={laneX(lane) - 4}
          y={top}
          width={8}
          height={Math.max(4, bottom - top)}
          rx={2}
        />
      ))}
      {steps.map((placed, index) => (
        // Steps are only ever added, so their place in the order names them.
        <Step key={index} placed={placed} />
      ))}
    </svg>
  );
}

const HEAD = 7;
const PILL_HEIGHT = 17;
const CHARACTER = 6.6;

function Step({ placed }: { readonly placed: PlacedStep }): JSX.Element {
  const { step, y, from, to, label } = placed;
  const text = visibleExcerpt(step.label, 16);
  const width = Math.max(26, text.length * CHARACTER + 12);
  const kind = `step ${step.via ?? "own"} ${step.failed ? "failed" : ""}`;
  const toRight = to > from;
  return (
    <g class={kind}>
      {from === to ? null : (
        <>
          <line x1={from} x2={toRight ? to - HEAD : to + HEAD} y1={y} y2={y} />
          <path class="head" d={`M${to} ${y}l${toRight ? -HEAD - 2 : HEAD + 2} -4.5v9z`} />
        </>
      )}
      <rect
        class="pill"
        x={label - width / 2}
        y={y - PILL_HEIGHT / 2}
        width={width}
        height={PILL_HEIGHT}
        rx={step.via ? 3 : 8}
      />
      <text x={label} y={y + 4}>
        {text}
      </text>
      {step.failed ? <path class="cross" d={`M${to + 14} ${y - 5}l10 10m0 -10l-10 10`} /> : null}
    </g>
  );
}
