import type { DocumentInfo, FrameBody, TapRecord } from "../../bridge/record.ts";

/** A record with the document that it is of. */
export interface LogEntry {
  readonly document: DocumentInfo;
  readonly record: TapRecord;
}

/** Records that explain later ones and are kept longer: beginnings of links, handshakes, clients. */
const MAX_PINNED = 2_000;
/** Records of one link or client that are kept longer. */
const MAX_GROUP = 8;

/** The newest records as they came, for recordings; their text is the same memory as that of the rows. */
export class RecordLog {
  #entries: LogEntry[] = [];
  /** What explains the rest, by document and link; other records go under the name of their kind. */
  #pinned = new Map<string, LogEntry[]>();
  #weight = 0;
  readonly #maxEntries: number;
  readonly #maxWeight: number;

  constructor(maxEntries: number, maxWeight: number) {
    this.#maxEntries = maxEntries;
    this.#maxWeight = maxWeight;
  }

  add(entry: LogEntry): void {
    this.#entries.push(entry);
    this.#weight += weightOf(entry.record);
    if (this.#entries.length > this.#maxEntries || this.#weight > this.#maxWeight) this.#release();
  }

  /** Puts the whole body in place of a cut one. */
  complete(document: string, seq: number, body: FrameBody): void {
    const at = this.#entries.findLastIndex((entry) => entry.record.seq === seq && entry.document.id === document);
    const entry = this.#entries[at];
    if (entry?.record.kind !== "frame") return;
    this.#weight -= weightOf(entry.record);
    const record = { ...entry.record, body };
    this.#weight += weightOf(record);
    this.#entries[at] = { document: entry.document, record };
  }

  /** All that is kept, in the order it came. */
  entries(): readonly LogEntry[] {
    return [...[...this.#pinned.values()].flat(), ...this.#entries];
  }

  /** Keeps the records of some documents only. */
  keep(kept: (document: string) => boolean): void {
    this.#entries = this.#entries.filter(({ document }) => kept(document.id));
    const stays = ([, entries]: [string, LogEntry[]]): boolean => entries.some(({ document }) => kept(document.id));
    this.#pinned = new Map([...this.#pinned].filter(stays));
    this.#weigh();
  }

  /** Forgets all that does not explain what follows. */
  clear(): void {
    for (const entry of this.#entries) this.#pin(entry);
    this.#entries = [];
    this.#weight = 0;
  }

  #release(): void {
    const piece = Math.max(1, this.#entries.length >> 4);
    do {
      for (const entry of this.#entries.splice(0, piece)) {
        this.#weight -= weightOf(entry.record);
        this.#pin(entry);
      }
    } while (this.#weight > this.#maxWeight && this.#entries.length > 1);
  }

  #pin(entry: LogEntry): void {
    const { record, document } = entry;
    const key = `${document.id} ${"link" in record ? record.link : record.kind} ${"client" in record ? record.client : ""}`;
    const group = this.#pinned.get(key);
    if (record.kind === "link end") {
      // The request that opened a session explains all that follows; others explain themselves only.
      if (group?.some((pinned) => pinned.record.kind === "frame")) group.push(entry);
      else this.#pinned.delete(key);
      return;
    }
    if (!explains(record)) return;
    if (group && group.length < MAX_GROUP) group.push(entry);
    else if (!group) this.#pinned.set(key, [entry]);
    if (this.#pinned.size <= MAX_PINNED) return;
    for (const oldest of this.#pinned.keys()) {
      this.#pinned.delete(oldest);
      break;
    }
  }

  #weigh(): void {
    this.#weight = 0;
    for (const { record } of this.#entries) this.#weight += weightOf(record);
  }
}

function explains(record: TapRecord): boolean {
  if (record.kind === "frame") return "text" in record.body && record.body.text.startsWith("0{");
  if (record.kind === "inspection") return record.event.kind === "open";
  return record.kind === "link" || record.kind === "link open" || record.kind === "client" || record.kind === "worker";
}

function weightOf(record: TapRecord): number {
  if (record.kind !== "frame") return 0;
  return "text" in record.body ? record.body.text.length : record.body.base64.length;
}
