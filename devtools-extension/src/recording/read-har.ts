import { readRecord } from "../bridge/read-record.ts";
import type { Batch, DocumentInfo, TapRecord } from "../bridge/record.ts";
import { utf8Length } from "../panel/store/utf8-length.ts";
import { jsonField, listField, numberField, textField } from "./json-field.ts";
import { RecordingError } from "./recording-error.ts";
import type { RecordingLimits } from "./recording-limits.ts";

/** A record that has no number yet. */
interface Unnumbered {
  readonly document: string;
  readonly at: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * The Engine.IO traffic of a HAR file, of a browser or our own, as records: other requests are passed over.
 * Throws `UNKNOWN_FORMAT` and `TOO_MANY_RECORDS`.
 */
export function readHar(
  text: string,
  { maxRecords }: Pick<RecordingLimits, "maxRecords">,
): { readonly batches: readonly Batch[]; readonly records: number } {
  const log = jsonField(parsed(text), "log");
  const entries = jsonField(log, "entries");
  if (!Array.isArray(entries))
    throw new RecordingError("UNKNOWN_FORMAT", "The file is neither a recording nor a HAR file.");
  const found: Unnumbered[] = [];
  entries.forEach((entry: unknown, index) => {
    if (isEngineIo(entry)) for (const record of recordsOf(entry, index + 1)) found.push(record);
    if (found.length > maxRecords) {
      throw new RecordingError("TOO_MANY_RECORDS", `The file has more than ${maxRecords} records.`);
    }
  });
  found.sort((a, b) => a.at - b.at);
  return { batches: batchesOf(found, documentsOf(log)), records: found.length };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RecordingError("UNKNOWN_FORMAT", "The file is neither a recording nor a HAR file.", cause);
  }
}

function isEngineIo(entry: unknown): boolean {
  const url = textField(jsonField(entry, "request"), "url") ?? "";
  if (/[?&](?:EIO=\d|transport=(?:polling|websocket))/.test(url)) return true;
  return listField(entry, "_webSocketMessages").some((message) => textField(message, "data")?.startsWith('0{"sid"'));
}

function* recordsOf(entry: unknown, link: number): Generator<Unnumbered> {
  const request = jsonField(entry, "request");
  const response = jsonField(entry, "response");
  const start = Date.parse(textField(entry, "startedDateTime") ?? "");
  const at = Number.isNaN(start) ? 0 : start;
  const document = textField(entry, "pageref") ?? "har";
  const url = textField(request, "url") ?? "";
  const socket = /^wss?:/i.test(url) || jsonField(entry, "_webSocketMessages") !== undefined;
  const make = (time: number, fields: Readonly<Record<string, unknown>>): Unnumbered => ({
    document,
    at: time,
    fields: { ...fields, link },
  });
  const method = textField(request, "method") ?? "GET";
  yield make(at, { kind: "link", transport: socket ? "websocket" : "polling", url, method });
  const status = numberField(response, "status") ?? 0;
  const opened = at + Math.max(0, numberField(jsonField(entry, "timings"), "wait") ?? 0);
  if (socket) {
    if (status === 101) yield make(opened, { kind: "link open" });
    yield* messagesOf(entry, opened, make);
  } else yield* requestOf({ at, opened, status, request, response }, make);
  const end = jsonField(entry, "_end");
  const last = at + Math.max(0, numberField(entry, "time") ?? 0);
  if (end !== undefined) yield make(numberField(end, "at") ?? last, { kind: "link end", ...picked(end) });
  else if (!socket) yield make(last, { kind: "link end", ...(status > 0 ? { status } : { error: "no answer" }) });
}

type Make = (time: number, fields: Readonly<Record<string, unknown>>) => Unnumbered;

function* messagesOf(entry: unknown, opened: number, make: Make): Generator<Unnumbered> {
  for (const message of listField(entry, "_webSocketMessages")) {
    const data = textField(message, "data");
    if (data === undefined) continue;
    const time = numberField(message, "time");
    const direction = textField(message, "type") === "send" ? "out" : "in";
    const body = asBody(data, numberField(message, "opcode") === 2, numberField(message, "_cut"));
    yield make(time === undefined ? opened : Math.max(opened, time * 1_000), { kind: "frame", direction, body });
  }
}

interface Exchange {
  readonly at: number;
  readonly opened: number;
  readonly status: number;
  readonly request: unknown;
  readonly response: unknown;
}

function* requestOf({ at, opened, status, request, response }: Exchange, make: Make): Generator<Unnumbered> {
  const sent = bodyOf(jsonField(request, "postData"));
  if (sent) yield make(at, { kind: "frame", direction: "out", body: sent });
  if (status > 0) yield make(opened, { kind: "link open", status });
  const received = bodyOf(jsonField(response, "content"));
  if (received) yield make(opened, { kind: "frame", direction: "in", body: received });
}

function bodyOf(content: unknown): object | undefined {
  const text = textField(content, "text");
  if (!text) return undefined;
  return asBody(text, textField(content, "encoding") === "base64", numberField(content, "_cut"));
}

function asBody(data: string, binary: boolean, cut: number | undefined): object {
  const body = binary ? { base64: data, size: bytesIn(data) } : { text: data, size: utf8Length(data) };
  return cut === undefined ? body : { ...body, size: cut, cut: true };
}

function bytesIn(base64: string): number {
  const padding = /={0,2}$/.exec(base64)?.[0].length ?? 0;
  return Math.max(0, Math.floor((base64.length * 3) / 4) - padding);
}

/** The fields of an end that are of their types. */
function picked(end: unknown): Record<string, unknown> {
  const known: Record<string, unknown> = {};
  for (const name of ["code", "status"]) if (numberField(end, name) !== undefined) known[name] = numberField(end, name);
  for (const name of ["reason", "error"]) if (textField(end, name) !== undefined) known[name] = textField(end, name);
  return known;
}

function documentsOf(log: unknown): ReadonlyMap<string, string> {
  const titles = listField(log, "pages").map((page): [string, string] => [
    textField(page, "id") ?? "",
    textField(page, "title") ?? "",
  ]);
  return new Map(titles);
}

/** Numbers the records of each document in the order of time; what does not pass as a record leaves a gap, which shows. */
function batchesOf(found: readonly Unnumbered[], urls: ReadonlyMap<string, string>): readonly Batch[] {
  const documents = new Map<string, { readonly info: DocumentInfo; seq: number }>();
  const batches: { document: DocumentInfo; records: TapRecord[] }[] = [];
  for (const { document, at, fields } of found) {
    const id = document.slice(0, 256);
    let known = documents.get(id);
    if (!known) {
      known = { info: { id, frame: 0, url: (urls.get(document) ?? "").slice(0, 65_536) }, seq: 0 };
      documents.set(id, known);
    }
    const record = readRecord({ ...fields, at, seq: ++known.seq });
    if (!record) continue;
    const batch = batches.at(-1);
    if (batch?.document === known.info && batch.records.length < 1_000) batch.records.push(record);
    else batches.push({ document: known.info, records: [record] });
  }
  return batches;
}
