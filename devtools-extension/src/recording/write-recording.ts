import type { DocumentInfo } from "../bridge/record.ts";
import type { LogEntry } from "../panel/store/record-log.ts";
import { Redactor } from "./redactor.ts";
import { RecordingError } from "./recording-error.ts";
import { recordingHeader } from "./recording-header.ts";

/** How a recording is written. */
export interface WriteOptions {
  /** Whether secrets are taken out. Default true. */
  readonly redact?: boolean;
  /** Told now and then how many of the records are done. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
  /** Default now. */
  readonly now?: Date;
}

/** Records between two reports and two pauses. */
const PIECE = 1_000;

/**
 * A recording: gzip over lines of JSON. The first line is the header; then `{"document": {…}}` declares a document, the
 * first as number 0, and `[number, record]` is a record of it. Throws `ABORTED`.
 */
export async function writeRecording(entries: readonly LogEntry[], options: WriteOptions = {}): Promise<Blob> {
  const lines = linesOf(entries, options);
  const text = new ReadableStream<string>({
    async pull(controller) {
      const { value, done } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  const bytes = text.pipeThrough(new TextEncoderStream()).pipeThrough(new CompressionStream("gzip"));
  const blob = await new Response(bytes).blob();
  return new Blob([blob], { type: "application/gzip" });
}

async function* linesOf(entries: readonly LogEntry[], options: WriteOptions): AsyncGenerator<string, void, undefined> {
  const { redact = true, onProgress, signal, now = new Date() } = options;
  const redactor = redact ? new Redactor() : undefined;
  const documents = new Map<string, number>();
  yield `${JSON.stringify(recordingHeader(now, redact))}\n`;
  for (let start = 0; start < entries.length; start += PIECE) {
    if (signal?.aborted) throw new RecordingError("ABORTED", "Writing the recording was stopped.", signal.reason);
    let piece = "";
    for (const { document, record } of entries.slice(start, start + PIECE)) {
      let number = documents.get(document.id);
      if (number === undefined) {
        documents.set(document.id, (number = documents.size));
        piece += declaration(redactor?.document(document) ?? document);
      }
      piece += `${JSON.stringify([number, redactor?.record(document.id, record) ?? record])}\n`;
    }
    yield piece;
    onProgress?.(Math.min(start + PIECE, entries.length), entries.length);
  }
}

function declaration(document: DocumentInfo): string {
  return `${JSON.stringify({ document })}\n`;
}
