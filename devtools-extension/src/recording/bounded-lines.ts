import { RecordingError } from "./recording-error.ts";
import type { RecordingLimits } from "./recording-limits.ts";

/** What is told and asked while lines are read. */
interface Watch {
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * The lines of a gzip file one by one, never more in memory than a line and a piece: a file that decompresses to too
 * much is given up at the limit. Throws `RecordingError`.
 */
export async function* boundedLines(
  file: Blob,
  { maxDecompressed, maxLine }: RecordingLimits,
  { onProgress, signal }: Watch,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder("utf-8");
  // Pieces of a line that has not ended; put together once, so that a long line costs no more than its length.
  let rest: string[] = [];
  let length = 0;
  let size = 0;
  for await (const bytes of decompressed(file, onProgress)) {
    if (signal?.aborted) throw new RecordingError("ABORTED", "Reading the recording was stopped.", signal.reason);
    size += bytes.length;
    if (size > maxDecompressed) {
      throw new RecordingError("TOO_LARGE", `The recording is larger than ${maxDecompressed} bytes when decompressed.`);
    }
    const [first = "", ...lines] = decoder.decode(bytes, { stream: true }).split("\n");
    rest.push(first);
    length += first.length;
    if (length > maxLine) throw new RecordingError("TOO_LARGE", `A line is longer than ${maxLine} characters.`);
    const last = lines.pop();
    if (last === undefined) continue;
    yield rest.join("");
    yield* lines;
    rest = [last];
    length = last.length;
  }
  if (length > 0) yield rest.join("");
}

async function* decompressed(file: Blob, onProgress: Watch["onProgress"]): AsyncGenerator<Uint8Array, void, undefined> {
  let read = 0;
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(piece, controller) {
      read += piece.length;
      onProgress?.(read, file.size);
      controller.enqueue(piece);
    },
  });
  const reader = file.stream().pipeThrough(counted).pipeThrough(new DecompressionStream("gzip")).getReader();
  try {
    for (;;) {
      const { value, done } = await next(reader);
      if (done) return;
      yield value;
    }
  } finally {
    // Reached early where a limit was met; what is left is not decompressed any more.
    await reader.cancel().catch(() => {});
  }
}

async function next<Value>(reader: ReadableStreamDefaultReader<Value>): Promise<ReadableStreamReadResult<Value>> {
  try {
    return await reader.read();
  } catch (cause) {
    throw new RecordingError("CORRUPT", "The compressed data is broken, or ends too early.", cause);
  }
}
