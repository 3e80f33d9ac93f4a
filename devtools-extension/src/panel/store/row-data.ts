import type { ConnectionState } from "./connection-state.ts";
import type { Draft } from "./draft.ts";
import type { AttachmentFrame, NoteKind, Row } from "./row.ts";

/** A row as the store keeps it. */
export type RowData = Omit<Draft<Row>, "connection" | "attachments" | "pair"> & {
  connection: ConnectionState | undefined;
  attachments: AttachmentFrame[] | undefined;
  pair: RowData | undefined;
  /** Which packet of its polling body it is, from 0. */
  piece: number;
  /** Whether it passed the filter that is in force. */
  shown: boolean;
};

/** The fields of a row that is not the default one. */
export type RowStart = Pick<RowData, "document" | "seq" | "at" | "text"> & Partial<RowData>;

/** A row with all its fields in one order, so that all rows have one shape for the engine. `RowList` numbers it. */
export function rowData(start: RowStart): RowData {
  return {
    number: 0,
    document: start.document,
    seq: start.seq,
    connection: start.connection,
    link: start.link,
    at: start.at,
    delta: 0,
    direction: start.direction,
    transport: start.transport,
    engineType: start.engineType,
    socketType: start.socketType,
    namespace: start.namespace,
    event: start.event,
    ackId: start.ackId,
    size: start.size ?? 0,
    expected: start.expected ?? 0,
    attachments: undefined,
    binary: start.binary ?? false,
    pair: undefined,
    latency: undefined,
    cut: start.cut ?? false,
    fault: start.fault,
    problem: start.problem,
    note: start.note,
    text: start.text,
    encoded: start.encoded ?? false,
    bookmarked: false,
    gone: false,
    piece: start.piece ?? 0,
    shown: false,
  };
}

/** A row in words, about something that is no packet. */
export function noteRow(note: NoteKind, start: RowStart): RowData {
  return rowData({ ...start, note });
}
