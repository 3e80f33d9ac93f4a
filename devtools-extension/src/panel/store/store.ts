import type { Batch, DocumentInfo, FrameBody } from "../../bridge/record.ts";
import { readDocument, readFrameBody } from "../../bridge/read-record.ts";
import type { ClientState } from "./client-state.ts";
import { completeBody } from "./complete-body.ts";
import type { ConnectionState } from "./connection-state.ts";
import { decodeRow } from "./decode-row.ts";
import type { Detail } from "./detail.ts";
import { DocumentState } from "./document-state.ts";
import { endConnection } from "./end-connection.ts";
import type { Filter, FilterError } from "./filter.ts";
import type { Hint } from "./hint.ts";
import { Ledger, STORE_LIMITS, type StoreLimits } from "./ledger.ts";
import type { Model } from "./model.ts";
import { type LogEntry, RecordLog } from "./record-log.ts";
import { takeRecords } from "./record-intake.ts";
import { rowTest } from "./row-test.ts";
import type { RowData } from "./row-data.ts";
import type { Row } from "./row.ts";
import type { StatisticsTracker } from "./statistics-tracker.ts";
import { stuckHints } from "./stuck-hints.ts";

/** Bounds, and how the store starts. */
export interface StoreOptions extends StoreLimits {
  /** Whether what came before a navigation stays. Default false; on for recordings, which may hold several loads of a frame. */
  readonly preserve?: boolean;
  /** Records that may wait while paused; further ones are lost. Default 100 000. */
  readonly maxHeld?: number;
}

const MAX_DOCUMENTS = 200;

/** Turns batches of records into what the panel shows. Pure: no clock, no DOM, no timers. */
export class Store implements Model {
  version = 0;
  paused = false;
  held = 0;
  preserve: boolean;
  filter: Filter = {};
  readonly #ledger: Ledger;
  readonly #log: RecordLog;
  readonly #maxHeld: number;
  readonly #listeners = new Set<() => void>();
  /** Documents that are forgotten, so that a late word of theirs is not taken for a navigation back. */
  readonly #leftDocuments = new Set<string>();
  #heldBatches: Batch[] = [];
  #refusedBatches = 0;

  constructor(options: StoreOptions = {}) {
    const limits = { ...STORE_LIMITS, ...options };
    this.#ledger = new Ledger(limits);
    // A row may stand for several records: attachments, and what opens and ends a request.
    this.#log = new RecordLog(2 * limits.maxRows, limits.maxPayload);
    this.#maxHeld = options.maxHeld ?? 100_000;
    this.preserve = options.preserve ?? false;
  }

  get documents(): readonly DocumentState[] {
    return [...this.#ledger.documents.values()];
  }

  get connections(): readonly ConnectionState[] {
    return this.#ledger.connections;
  }

  get clients(): readonly ClientState[] {
    return this.documents.flatMap(({ clients }) => clients);
  }

  get rows(): readonly RowData[] {
    return this.#ledger.rows.rows;
  }

  get visible(): readonly RowData[] {
    return this.#ledger.rows.visible;
  }

  get statistics(): StatisticsTracker {
    return this.#ledger.statistics;
  }

  get released(): number {
    return this.#ledger.rows.released;
  }

  get lost(): number {
    return this.documents.reduce((sum, { gaps }) => sum + gaps.lost, 0);
  }

  get refused(): number {
    return this.documents.reduce((sum, { gaps }) => sum + gaps.refused, this.#refusedBatches);
  }

  /** What is kept of the records as they came, for a recording. */
  get log(): readonly LogEntry[] {
    return this.#log.entries();
  }

  add(batch: Batch): void {
    const info = readDocument(batch.document);
    if (!info || !Array.isArray(batch.records)) this.#refusedBatches++;
    else if (this.paused) this.#hold(batch);
    else this.#take(info, batch.records);
    this.#changed();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setFilter(filter: Filter): FilterError | undefined {
    const test = rowTest(filter);
    if (typeof test !== "function") return test;
    this.filter = filter;
    this.#ledger.rows.setTest(test);
    this.#changed();
    return undefined;
  }

  pause(): void {
    this.paused = true;
    this.#changed();
  }

  resume(): void {
    this.paused = false;
    const batches = this.#heldBatches;
    this.#heldBatches = [];
    this.held = 0;
    for (const batch of batches) {
      const info = readDocument(batch.document);
      if (info) this.#take(info, batch.records);
    }
    this.#changed();
  }

  clear(): void {
    const { rows, hints, statistics, connections, documents } = this.#ledger;
    rows.keep(() => false);
    rows.released = 0;
    hints.clear();
    statistics.clear();
    for (const connection of connections.filter(({ ended }) => ended)) this.#ledger.drop(connection);
    for (const connection of connections) connection.statistics.clear();
    for (const document of documents.values()) {
      document.resetGaps();
      if (document.left) this.#forgetId(document.id);
    }
    this.#refusedBatches = 0;
    this.#log.clear();
    this.#log.keep((document) => documents.has(document));
    this.#changed();
  }

  setPreserve(preserve: boolean): void {
    this.preserve = preserve;
    this.#changed();
  }

  bookmark(row: Row, on: boolean): void {
    const own = this.row(row.number);
    if (!own) return;
    own.bookmarked = on;
    this.#ledger.rows.recheck(own);
    this.#changed();
  }

  row(number: number): RowData | undefined {
    return this.#ledger.rows.row(number);
  }

  detail(row: Row): Detail {
    return decodeRow(row);
  }

  hints(now: number): readonly Hint[] {
    return [...this.#ledger.hints.list(), ...stuckHints(this.#ledger.connections, now)];
  }

  giveBody(row: Row, seq: number, body: FrameBody): boolean {
    const own = this.row(row.number);
    // What answers a command comes from the page too.
    const whole = readFrameBody(body);
    if (!own || !whole || !completeBody(this.#ledger, own, seq, whole)) return false;
    this.#log.complete(row.document, seq, whole);
    this.#changed();
    return true;
  }

  #hold(batch: Batch): void {
    if (this.held >= this.#maxHeld) return;
    this.#heldBatches.push(batch);
    this.held += batch.records.length;
  }

  #take(info: DocumentInfo, records: readonly unknown[]): void {
    // What a page that was left had still to say, or all that comes back of it from the browser's cache of pages.
    if (records.length > 0 && this.#leftDocuments.has(info.id)) return;
    const document = this.#document(info, timeOf(records[0]) ?? this.rows.at(-1)?.at ?? 0, records.length === 0);
    takeRecords(this.#ledger, document, records, (record) => this.#log.add({ document: info, record }));
  }

  /** The state of a document; a new one in a frame, or one that `greets` again, takes the place of the one before. */
  #document(info: DocumentInfo, at: number, greets: boolean): DocumentState {
    const { documents } = this.#ledger;
    const known = documents.get(info.id);
    known?.update(info);
    if (known && greets) known.greetings++;
    if (known && !(known.left && greets)) return known;
    this.#leftDocuments.delete(info.id);
    const before = this.#replacedBy(info);
    for (const other of before) this.#leave(other, at);
    const document = known ?? new DocumentState(info);
    document.left = false;
    documents.set(info.id, document);
    if (before.length > 0 && this.preserve) {
      this.#ledger.note("navigation", { document: info.id, seq: 0, at, text: info.url });
    }
    const [oldest] = documents.size > MAX_DOCUMENTS ? documents.values() : [];
    if (oldest) this.#forget(oldest);
    return document;
  }

  /** The document that was in the frame; with that of the top frame go all others. */
  #replacedBy({ id, frame }: DocumentInfo): readonly DocumentState[] {
    const live = this.documents.filter((other) => !other.left && other.id !== id);
    const replaced = live.filter((other) => other.frame === frame);
    return frame === 0 && replaced.length > 0 ? live : replaced;
  }

  /** Its frame has loaded another document. */
  #leave(document: DocumentState, at: number): void {
    document.left = true;
    for (const connection of [...document.connections]) {
      connection.leaving = true;
      const end = Math.max(at, connection.lastAt);
      endConnection(this.#ledger, connection, { at: end, seq: document.lastSeq, reason: "the page was left" });
    }
    if (!this.preserve) this.#forget(document);
  }

  #forget(document: DocumentState): void {
    const { rows, hints, documents } = this.#ledger;
    for (const connection of [...document.connections]) this.#ledger.drop(connection);
    this.#forgetId(document.id);
    hints.forget(document.id);
    rows.keep((row) => row.document !== document.id);
    this.#log.keep((id) => id !== document.id);
    if (documents.size === 0) this.#ledger.statistics.clear();
  }

  #forgetId(id: string): void {
    this.#ledger.documents.delete(id);
    this.#leftDocuments.add(id);
    const [oldest] = this.#leftDocuments.size > MAX_DOCUMENTS ? this.#leftDocuments : [];
    if (oldest !== undefined) this.#leftDocuments.delete(oldest);
  }

  #changed(): void {
    this.version++;
    for (const listener of this.#listeners) listener();
  }
}

/** When a record was made, if it is one. */
function timeOf(record: unknown): number | undefined {
  return typeof record === "object" && record !== null && "at" in record && Number.isFinite(record.at)
    ? Number(record.at)
    : undefined;
}
