import type { Row } from "../../store/row.ts";
import { byteSize, counted } from "../text/format-size.ts";
import { clockTime, delta, duration } from "../text/format-time.ts";
import { rowDigits, rowType, rowTypeInFull } from "../text/row-words.ts";
import { visibleExcerpt } from "../text/visible-text.ts";

/** A fact about a packet: its name and its value. */
export type Fact = readonly [name: string, value: string];

const LONGEST = 400;

/** What there is to say about a packet besides its payload. */
export function facts(row: Row): readonly Fact[] {
  const { engineType, namespace, ackId, latency, connection, attachments, expected, note } = row;
  const known: (Fact | undefined)[] = [
    ["Type", engineType === undefined ? rowType(row) : `${rowDigits(row)} · ${rowTypeInFull(row)}`],
    row.direction && ["Direction", row.direction === "in" ? "received" : "sent"],
    ["Time", `${clockTime(row.at)}${row.delta > 0 ? ` (${delta(row.delta)})` : ""}`],
    row.transport && ["Transport", row.transport],
    namespace === undefined ? undefined : ["Namespace", visibleExcerpt(namespace, LONGEST)],
    ackId === undefined ? undefined : ["Ack id", String(ackId)],
    latency === undefined ? undefined : ["Ack after", duration(latency)],
    note === undefined ? ["Size", `${byteSize(row.size)}${row.cut ? " (only the beginning is here)" : ""}`] : undefined,
    expected > 0 ? ["Attachments", `${attachments?.length ?? 0} of ${counted(expected, "attachment")}`] : undefined,
    connection?.sid === undefined ? undefined : ["Session", visibleExcerpt(connection.sid, LONGEST)],
    connection && ["Address", visibleExcerpt(connection.url, LONGEST)],
  ];
  return known.filter((fact) => fact !== undefined);
}
