import { readRecord } from "../../bridge/read-record.ts";
import type { TapRecord } from "../../bridge/record.ts";
import { takeClient, takeInspection } from "./client-intake.ts";
import type { DocumentState } from "./document-state.ts";
import { takeFrame } from "./frame-intake.ts";
import type { Ledger } from "./ledger.ts";
import { beginLink, endLink, openLink } from "./link-intake.ts";

/** Workers of one document that are listed. */
const MAX_WORKERS = 1_000;
/** Gaps closer together than this many milliseconds share a row. */
const GAP_INTERVAL = 1_000;

/** Takes the records of one document in order: what is no record is counted, what came before is passed over. */
export function takeRecords(
  ledger: Ledger,
  document: DocumentState,
  records: readonly unknown[],
  log: (record: TapRecord) => void,
): void {
  for (const given of records) {
    const record = readRecord(given);
    if (!record) {
      document.refused++;
      continue;
    }
    const lost = document.lost;
    if (!document.isNew(record.seq, record.kind === "dropped" ? record.count : 0)) continue;
    if (document.lost > lost) showGap(ledger, document, record, document.lost - lost);
    log(record);
    takeRecord(ledger, document, record);
  }
}

function takeRecord(ledger: Ledger, document: DocumentState, record: TapRecord): void {
  switch (record.kind) {
    case "link":
      return beginLink(ledger, document, record);
    case "link open":
      return openLink(document, record);
    case "frame":
      return takeFrame(ledger, document, record);
    case "link end":
      return endLink(ledger, document, record);
    case "client":
      return takeClient(document, record);
    case "inspection":
      return takeInspection(ledger, document, record);
    case "worker":
      if (document.workers.length < MAX_WORKERS) document.workers.push(record);
      return;
    case "dropped":
      // Counted and shown by its number already.
      return;
  }
}

function showGap(ledger: Ledger, document: DocumentState, { seq, at }: TapRecord, count: number): void {
  const detail = `${document.lost} so far.`;
  // Attachments that were awaited may be among what is missing.
  for (const connection of document.connections) connection.unfinished.in = connection.unfinished.out = undefined;
  const close = at - document.gapShownAt < GAP_INTERVAL;
  const text = `${count} ${count === 1 ? "record is" : "records are"} missing here`;
  const row = close ? undefined : ledger.note("gap", { document: document.id, seq, at, text });
  if (row) document.gapShownAt = at;
  ledger.hints.raise({ code: "DROPPED_FRAMES", document: document.id, row: row?.number, at, detail });
}
