/** A column of the packet list. */
export interface Column {
  readonly id: ColumnId;
  readonly title: string;
  /** In full, for screen readers and the tooltip. */
  readonly label: string;
  readonly width: number;
  readonly least: number;
  readonly numeric?: boolean;
  /** Left out where the list is narrower than this. */
  readonly from?: number;
}

/** The name of a column. */
export type ColumnId =
  | "mark"
  | "direction"
  | "time"
  | "delta"
  | "transport"
  | "type"
  | "namespace"
  | "event"
  | "payload"
  | "ack"
  | "latency"
  | "size";

/** All columns in their order. */
export const COLUMNS: readonly Column[] = [
  { id: "mark", title: "", label: "Bookmark", width: 22, least: 22 },
  { id: "direction", title: "", label: "Direction", width: 22, least: 22 },
  { id: "time", title: "Time", label: "Time", width: 98, least: 50, numeric: true },
  { id: "delta", title: "Δ", label: "Time since the packet before", width: 64, least: 40, numeric: true, from: 620 },
  { id: "transport", title: "Via", label: "Transport", width: 48, least: 32, from: 420 },
  { id: "type", title: "Type", label: "Packet type", width: 108, least: 50 },
  { id: "namespace", title: "Namespace", label: "Namespace", width: 78, least: 40, from: 860 },
  { id: "event", title: "Event", label: "Event", width: 120, least: 50 },
  { id: "payload", title: "Payload", label: "Payload", width: 0, least: 80 },
  { id: "ack", title: "Ack", label: "Acknowledgement id", width: 40, least: 28, numeric: true, from: 540 },
  { id: "latency", title: "Latency", label: "Time to the acknowledgement", width: 62, least: 40, numeric: true, from: 700 },
  { id: "size", title: "Size", label: "Size", width: 58, least: 36, numeric: true, from: 480 },
];

/** The columns that a list of that width shows. */
export function columnsAt(width: number): readonly Column[] {
  return COLUMNS.filter(({ from }) => from === undefined || width >= from);
}

/** The columns as a CSS grid: the payload takes what is left. */
export function columnTemplate(columns: readonly Column[], widths: ReadonlyMap<string, number>): string {
  return columns
    .map(({ id, width, least }) =>
      id === "payload" ? `minmax(${least}px, 1fr)` : `${Math.max(least, widths.get(id) ?? width)}px`,
    )
    .join(" ");
}

/** The widths with one column made wider or narrower. */
export function resized(
  widths: ReadonlyMap<string, number>,
  column: Column,
  pixels: number,
): ReadonlyMap<string, number> {
  const width = Math.max(column.least, Math.min(WIDEST, (widths.get(column.id) ?? column.width) + pixels));
  return new Map(widths).set(column.id, width);
}

const WIDEST = 900;
