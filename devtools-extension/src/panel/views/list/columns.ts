/** A column of the packet list. */
export interface Column {
  readonly id: ColumnId;
  readonly title: string;
  /** In full, for screen readers and the tooltip. */
  readonly label: string;
  readonly width: number;
  readonly least: number;
  readonly numeric?: boolean;
  /** The columns with the highest are left out first where there is no room; one without always stays. */
  readonly spare?: number;
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
  { id: "delta", title: "Δ", label: "Time since the packet before", width: 64, least: 40, numeric: true, spare: 5 },
  { id: "transport", title: "Via", label: "Transport", width: 48, least: 32, spare: 2 },
  { id: "type", title: "Type", label: "Packet type", width: 124, least: 50 },
  { id: "namespace", title: "Namespace", label: "Namespace", width: 78, least: 40, spare: 7 },
  { id: "event", title: "Event", label: "Event", width: 116, least: 50 },
  { id: "payload", title: "Payload", label: "Payload", width: 0, least: 80 },
  { id: "ack", title: "Ack", label: "Acknowledgement id", width: 40, least: 28, numeric: true, spare: 4 },
  {
    id: "latency",
    title: "Latency",
    label: "Time to the acknowledgement",
    width: 62,
    least: 40,
    numeric: true,
    spare: 6,
  },
  { id: "size", title: "Size", label: "Size", width: 58, least: 36, numeric: true, spare: 3 },
];

/** So much of a payload is worth more than further columns. */
const PAYLOAD_ROOM = 150;

/** The columns that a list of that width has room for, with the widths that the reader gave them. */
export function columnsAt(width: number, widths: ReadonlyMap<string, number>): readonly Column[] {
  let shown = COLUMNS;
  for (;;) {
    const taken = shown.reduce((sum, { id, width: own }) => sum + (widths.get(id) ?? own), PAYLOAD_ROOM);
    const spare = shown.reduce((most, column) => Math.max(most, column.spare ?? 0), 0);
    if (taken <= width || spare === 0) return shown;
    shown = shown.filter((column) => column.spare !== spare);
  }
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
