import { readDocument, readRecord } from "../bridge/read-record.ts";
import type { Batch, DocumentInfo, TapRecord } from "../bridge/record.ts";
import { boundedLines } from "./bounded-lines.ts";
import { readHar } from "./read-har.ts";
import { RecordingError } from "./recording-error.ts";
import { readHeader, type RecordingHeader } from "./recording-header.ts";
import { RECORDING_LIMITS, type RecordingLimits } from "./recording-limits.ts";

/** What a file held. */
export interface Recording {
  /** Undefined for a HAR file. */
  readonly header: RecordingHeader | undefined;
  readonly batches: readonly Batch[];
  readonly records: number;
}

/** How a file is read. */
export interface ReadOptions extends Partial<RecordingLimits> {
  /** Told now and then how many bytes of the file are done. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Records of one batch. */
const BATCH = 1_000;

/** Reads a recording, or a HAR file, whichever it is; everything in it is checked like what comes from a page. Throws `RecordingError`. */
export async function readRecording(file: Blob, options: ReadOptions = {}): Promise<Recording> {
  const limits = { ...RECORDING_LIMITS, ...options };
  if (file.size > limits.maxFile) {
    throw new RecordingError("TOO_LARGE", `The file has ${file.size} bytes; ${limits.maxFile} are allowed.`);
  }
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (first !== 0x1f || second !== 0x8b) return { header: undefined, ...readHar(await file.text(), limits) };
  return readLines(file, limits, options);
}

async function readLines(file: Blob, limits: RecordingLimits, options: ReadOptions): Promise<Recording> {
  const reader = new LineReader(limits.maxRecords);
  for await (const line of boundedLines(file, limits, options)) reader.line(line);
  return reader.end();
}

/** Makes batches of the lines of a recording. */
class LineReader {
  #header: RecordingHeader | undefined;
  #number = 0;
  #records = 0;
  readonly #documents: DocumentInfo[] = [];
  readonly #batches: { document: DocumentInfo; records: TapRecord[] }[] = [];
  readonly #maxRecords: number;

  constructor(maxRecords: number) {
    this.#maxRecords = maxRecords;
  }

  line(line: string): void {
    this.#number++;
    if (!this.#header) this.#header = readHeader(line);
    else if (line) this.#take(this.#parse(line));
  }

  end(): Recording {
    if (!this.#header) throw new RecordingError("UNKNOWN_FORMAT", "The file is empty.");
    return { header: this.#header, batches: this.#batches, records: this.#records };
  }

  #parse(line: string): unknown {
    try {
      return JSON.parse(line);
    } catch (cause) {
      throw this.#bad(cause);
    }
  }

  #take(value: unknown): void {
    if (typeof value === "object" && value !== null && "document" in value) {
      const document = readDocument(value.document);
      if (!document) throw this.#bad();
      this.#documents.push(document);
      return;
    }
    const [number, given]: readonly unknown[] = Array.isArray(value) ? value : [];
    const document = typeof number === "number" ? this.#documents[number] : undefined;
    const record = readRecord(given);
    if (!document || !record) throw this.#bad();
    if (++this.#records > this.#maxRecords) {
      throw new RecordingError("TOO_MANY_RECORDS", `The recording has more than ${this.#maxRecords} records.`);
    }
    const batch = this.#batches.at(-1);
    if (batch && batch.document === document && batch.records.length < BATCH) batch.records.push(record);
    else this.#batches.push({ document, records: [record] });
  }

  #bad(cause?: unknown): RecordingError {
    return new RecordingError("BAD_LINE", `Line ${this.#number} is no record.`, cause);
  }
}
