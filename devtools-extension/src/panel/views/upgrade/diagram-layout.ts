import type { Lane, SequenceStep } from "../../store/upgrade-timeline.ts";

/** The columns of the diagram, left to right. */
export const LANES: readonly Lane[] = ["client", "polling", "websocket", "server"];

/** The height of a step in CSS pixels. */
export const STEP_HEIGHT = 36;

/** The height above the first step, for the columns' names. */
export const HEAD_HEIGHT = 30;

const LANE_GAP = 112;
const MARGIN = 48;

/** The width of the diagram in CSS pixels. */
export const DIAGRAM_WIDTH: number = 2 * MARGIN + LANE_GAP * (LANES.length - 1);

/** A step with its place: an arrow where `from` and `to` differ, something that a lane does by itself where not. */
export interface PlacedStep {
  readonly step: SequenceStep;
  readonly y: number;
  readonly from: number;
  readonly to: number;
  /** Where the label stands: on the lane of the transport. */
  readonly label: number;
}

/** A time in which a transport was in use. */
export interface LaneBar {
  readonly lane: "polling" | "websocket";
  readonly top: number;
  readonly bottom: number;
}

/** A sequence diagram, ready to be drawn. */
export interface DiagramLayout {
  readonly steps: readonly PlacedStep[];
  readonly bars: readonly LaneBar[];
  readonly height: number;
}

/** Places the steps below each other and the transports' times beside them. */
export function diagramLayout(steps: readonly SequenceStep[], done: boolean): DiagramLayout {
  const placed = steps.map((step, index) => ({
    step,
    y: HEAD_HEIGHT + STEP_HEIGHT * (index + 0.5),
    from: laneX(step.from),
    to: laneX(step.to),
    label: laneX(step.via ?? step.from),
  }));
  const height = HEAD_HEIGHT + STEP_HEIGHT * steps.length;
  return { steps: placed, bars: bars(placed, height, done), height };
}

/** Where a lane stands, in CSS pixels from the left. */
export function laneX(lane: Lane): number {
  return MARGIN + LANE_GAP * LANES.indexOf(lane);
}

function bars(steps: readonly PlacedStep[], height: number, done: boolean): readonly LaneBar[] {
  const all: LaneBar[] = [];
  const first = steps.find(({ step }) => step.via === "polling" || step.from === "polling");
  const paused = steps.find(({ step }) => step.from === "polling" && step.to === "polling");
  if (first)
    all.push({
      lane: "polling",
      top: first.y,
      bottom: done ? (paused ?? steps.findLast(({ step }) => step.via === "polling") ?? first).y : height,
    });
  const opened = steps.find(({ step }) => step.via === "websocket" && step.to === "client" && !step.failed);
  const failed = steps.findLast(({ step }) => step.failed);
  if (opened) all.push({ lane: "websocket", top: opened.y, bottom: !done && failed ? failed.y : height });
  return all;
}
