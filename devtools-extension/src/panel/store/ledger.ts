import type { ConnectionStart } from "./connection-state.ts";
import { ConnectionState } from "./connection-state.ts";
import type { DocumentState } from "./document-state.ts";
import { HintBoard } from "./hint-board.ts";
import type { HintCode } from "./hint.ts";
import { noteRow, type RowData, type RowStart } from "./row-data.ts";
import type { NoteKind } from "./row.ts";
import { RowList } from "./row-list.ts";
import { StatisticsTracker } from "./statistics-tracker.ts";

/** Bounds of what a store keeps. */
export interface StoreLimits {
  /** Default 100 000. */
  readonly maxRows?: number;
  /** Characters of payload. Default 33 554 432. */
  readonly maxPayload?: number;
  /** Connections over all documents. Default 1 000. */
  readonly maxConnections?: number;
}

/** The bounds where nothing else is said. */
export const STORE_LIMITS: Required<StoreLimits> = {
  maxRows: 100_000,
  maxPayload: 33_554_432,
  maxConnections: 1_000,
};

/** Messages of one second from which on a connection is said to be flooded. */
const FLOOD = 1_000;

/** What all parts of the store write to: rows, connections, sums and hints. */
export class Ledger {
  readonly rows: RowList;
  readonly hints: HintBoard = new HintBoard();
  readonly statistics: StatisticsTracker = new StatisticsTracker();
  readonly connections: ConnectionState[] = [];
  readonly documents: Map<string, DocumentState> = new Map();
  #nextConnection = 1;
  readonly #maxConnections: number;

  constructor({ maxRows, maxPayload, maxConnections }: Required<StoreLimits>) {
    this.rows = new RowList(maxRows, maxPayload, (row) => {
      if (row.connection) row.connection.rows--;
    });
    this.#maxConnections = maxConnections;
  }

  /** Adds a row in the order of time. */
  add(row: RowData): void {
    this.place(row);
    this.rows.add(row);
  }

  /** Counts a row for its connection, without adding it to the list. */
  place(row: RowData): void {
    const { connection } = row;
    if (!connection) return;
    row.delta = connection.lastRowAt === undefined ? 0 : Math.max(0, row.at - connection.lastRowAt);
    connection.lastRowAt = row.at;
    connection.lastAt = Math.max(connection.lastAt, row.at);
    connection.rows++;
  }

  /** Adds a row that is no packet. */
  note(note: NoteKind, start: RowStart): RowData {
    const row = noteRow(note, start);
    this.add(row);
    return row;
  }

  /** Counts what went over a connection. */
  count(connection: ConnectionState, row: RowData, message: boolean): void {
    const { direction, at, size } = row;
    if (!direction) return;
    connection.statistics.add(direction, at, size, message);
    this.statistics.add(direction, at, size, message);
    if (message && connection.statistics.thisSecond === FLOOD) {
      this.hint("EVENT_FLOOD", connection, row, `There were ${FLOOD} messages or more within one second.`);
    }
  }

  /** One of the page's events waits for its acknowledgement, or does so no longer. */
  wait(connection: ConnectionState, change: 1 | -1, at: number): void {
    connection.statistics.wait(change, at);
    this.statistics.wait(change, at);
  }

  /** Counts what an acknowledgement took. */
  latency(connection: ConnectionState, milliseconds: number): void {
    connection.statistics.latency(milliseconds);
    this.statistics.latency(milliseconds);
  }

  /** Says that a known situation was seen on a connection. */
  hint(code: HintCode, connection: ConnectionState, row: RowData | undefined, detail?: string): void {
    const at = row?.at ?? connection.lastAt;
    this.hints.raise({ code, document: connection.document, connection: connection.id, row: row?.number, at, detail });
  }

  /** Says that a packet does not decode. */
  unreadable(connection: ConnectionState, row: RowData): void {
    if (row.problem) this.hint("UNREADABLE_PACKETS", connection, row, `The last reason: ${row.problem.message}.`);
  }

  /** Opens a connection; the oldest that is over makes room, or the oldest of all. */
  open(document: DocumentState, start: Omit<ConnectionStart, "id" | "document">): ConnectionState {
    if (this.connections.length >= this.#maxConnections) {
      const oldest = this.connections.find(({ ended }) => ended) ?? this.connections[0];
      if (oldest) this.drop(oldest);
    }
    const connection = new ConnectionState({ ...start, id: `c${this.#nextConnection++}`, document: document.id });
    start.line.current = connection;
    this.connections.push(connection);
    document.connections.push(connection);
    return connection;
  }

  /** Forgets a connection; its rows stay until they are let go of. */
  drop(connection: ConnectionState): void {
    const at = this.connections.indexOf(connection);
    if (at >= 0) this.connections.splice(at, 1);
    this.documents.get(connection.document)?.forget(connection);
  }
}
