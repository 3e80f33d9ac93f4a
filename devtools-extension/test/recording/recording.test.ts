import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Batch } from "../../src/bridge/record.ts";
import { Store } from "../../src/panel/store/store.ts";
import { readRecording, type ReadOptions } from "../../src/recording/read-recording.ts";
import { RecordingError } from "../../src/recording/recording-error.ts";
import { RecordingSource } from "../../src/recording/recording-source.ts";
import { writeRecording } from "../../src/recording/write-recording.ts";
import { body, Tape } from "../store/tape.ts";

const HEADER = '{"format":"upwire-recording","version":1,"created":"2026-01-01T00:00:00.000Z","redacted":false}';
const DOCUMENT = '{"document":{"id":"d","frame":0,"url":"https://a/"}}';
const RECORD = '[0,{"seq":1,"at":1,"kind":"link open","link":1}]';

/** Traffic of two loads of a frame. */
function recorded(): Store {
  const store = new Store({ preserve: true });
  const first = new Tape(store);
  const link = first.upgraded();
  first.frame(link, "out", '42["hello",{"text":"€😀\u2028"}]');
  first.frame(link, "in", '451-["file",{"_placeholder":true,"num":0}]');
  first.frame(link, "in", Uint8Array.of(1, 2, 3));
  first.frame(link, "in", body('42["long","xxxxxxxxxxxx"]', 12));
  first.seq += 3;
  first.add({ kind: "link end", link, code: 1006 });
  const second = new Tape(store, { id: "document-2", title: "Second" }, first.at);
  second.add({ kind: "client", client: "c", realm: "worker", url: "https://a/", tapped: false });
  second.add({
    kind: "inspection",
    client: "c",
    event: { at: 1, kind: "open", sid: "s", transport: "websocket", protocol: 4 },
  });
  second.add({
    kind: "inspection",
    client: "c",
    event: { at: 1, kind: "engine packet", direction: "out", transport: "websocket", frame: body('42["from worker"]') },
  });
  return store;
}

function played(batches: readonly Batch[]): Store {
  const store = new Store({ preserve: true });
  for (const batch of batches) store.add(batch);
  return store;
}

/** What the list shows. */
function shown(store: Store): unknown[] {
  return store.rows.map(({ at, direction, text, event, size, cut, note, attachments }) => ({
    at,
    direction,
    text,
    event,
    size,
    cut,
    note,
    attachments,
  }));
}

function zipped(text: string): Blob {
  return new Blob([new Uint8Array(gzipSync(text))]);
}

async function codeOf(file: Blob, options?: ReadOptions): Promise<string> {
  const error: unknown = await readRecording(file, options).catch((reason: unknown) => reason);
  if (!(error instanceof RecordingError)) throw new Error("not refused");
  return error.code;
}

describe("a recording", () => {
  it("gives the same rows when it is read again", async () => {
    const store = recorded();
    const file = await writeRecording(store.log, { redact: false });
    const { header, batches, records } = await readRecording(file);
    expect(header).toMatchObject({ version: 1, redacted: false });
    expect(records).toBe(store.log.length);
    const again = played(batches);
    expect(shown(again)).toEqual(shown(store));
    expect(again.lost).toBe(3);
    expect(again.documents.map(({ title }) => title)).toEqual([undefined, "Second"]);
    expect(again.connections.map(({ sid, state, realm }) => [sid, state, realm])).toEqual(
      store.connections.map(({ sid, state, realm }) => [sid, state, realm]),
    );
  });

  it("is gzip over lines of JSON", async () => {
    const file = await writeRecording(recorded().log, { redact: false, now: new Date(0) });
    const lines = gunzipSync(new Uint8Array(await file.arrayBuffer()))
      .toString()
      .trimEnd()
      .split("\n");
    expect(lines[0]).toBe(
      '{"format":"upwire-recording","version":1,"created":"1970-01-01T00:00:00.000Z","redacted":false}',
    );
    expect(lines[1]).toBe('{"document":{"id":"document-1","frame":0,"url":"https://page.example/"}}');
    expect(lines[2]).toMatch(/^\[0,\{"seq":1,/);
  });

  it("tells how far it is, both ways, and can be stopped", async () => {
    const tape = new Tape();
    const link = tape.socket();
    for (let count = 0; count < 2_500; count++) tape.frame(link, "in", `42["event ${count}"]`);
    const done: number[] = [];
    const file = await writeRecording(tape.store.log, { onProgress: (count, total) => done.push(count / total) });
    expect(done).toHaveLength(3);
    expect(done.at(-1)).toBe(1);
    const read: number[] = [];
    await readRecording(file, { onProgress: (bytes, total) => read.push(bytes / total) });
    expect(read.at(-1)).toBe(1);
    const signal = AbortSignal.abort();
    await expect(writeRecording(tape.store.log, { signal })).rejects.toMatchObject({ code: "ABORTED" });
    expect(await codeOf(file, { signal })).toBe("ABORTED");
  });

  it.each([
    ["UNKNOWN_FORMAT", "hello"],
    ["UNKNOWN_FORMAT", '{"format":"something else","version":1}'],
    ["UNKNOWN_FORMAT", ""],
    ["UNKNOWN_VERSION", HEADER.replace(":1,", ":2,")],
    ["UNKNOWN_VERSION", HEADER.replace(":1,", ':"1",')],
    ["BAD_LINE", `${HEADER}\n{`],
    ["BAD_LINE", `${HEADER}\n${RECORD}`],
    ["BAD_LINE", `${HEADER}\n${DOCUMENT}\n[0,{"seq":1,"at":1,"kind":"evil"}]`],
    ["BAD_LINE", `${HEADER}\n{"document":{"id":1}}`],
    ["BAD_LINE", `${HEADER}\n${DOCUMENT}\n["__proto__",{}]`],
  ])("is refused with %s: %j", async (code, text) => {
    expect(await codeOf(zipped(text))).toBe(code);
  });

  it("names the line that is no record", async () => {
    await expect(readRecording(zipped(`${HEADER}\n${DOCUMENT}\n${RECORD}\nnothing`))).rejects.toThrow("Line 4");
  });

  it("is refused when it is too large, as it is or decompressed, and a bomb is given up at the limit", async () => {
    expect(await codeOf(zipped(HEADER), { maxFile: 10 })).toBe("TOO_LARGE");
    expect(await codeOf(zipped(`${HEADER}\n${DOCUMENT}\n${`${RECORD}\n`.repeat(10)}`), { maxRecords: 5 })).toBe(
      "TOO_MANY_RECORDS",
    );
    const bomb = zipped(`${HEADER}\n${"\n".repeat(30_000_000)}`);
    expect(bomb.size).toBeLessThan(100_000);
    expect(await codeOf(bomb, { maxDecompressed: 1_000_000 })).toBe("TOO_LARGE");
    expect(await codeOf(zipped(`${HEADER}\n${" ".repeat(5_000_000)}`), { maxLine: 1_000_000 })).toBe("TOO_LARGE");
  });

  it("is refused when it is broken", async () => {
    const whole = gzipSync(`${HEADER}\n${DOCUMENT}\n${RECORD}\n`.repeat(50));
    expect(await codeOf(new Blob([new Uint8Array(whole.subarray(0, 40))]))).toBe("CORRUPT");
    expect(await codeOf(new Blob([Uint8Array.of(0x1f, 0x8b, 1, 2, 3)]))).toBe("CORRUPT");
  });

  it("reads lines of any length across any pieces", async () => {
    const long = JSON.stringify([
      0,
      { seq: 1, at: 1, kind: "link", link: 1, transport: "websocket", url: `wss://a/${"é".repeat(30_000)}` },
    ]);
    const { records } = await readRecording(
      zipped(`${HEADER}\n${DOCUMENT}\n${long}\n${RECORD.replace('"seq":1', '"seq":2')}`),
    );
    expect(records).toBe(2);
  });

  it("is a source that plays itself and carries out no commands", async () => {
    const { batches } = await readRecording(await writeRecording(recorded().log));
    const source = new RecordingSource(batches);
    const store = new Store({ preserve: true });
    const statuses: string[] = [];
    await new Promise<void>((resolve) => {
      let left = batches.length;
      source.subscribe(
        (batch) => {
          store.add(batch);
          if (--left === 0) resolve();
        },
        (status) => statuses.push(status),
      );
    });
    expect(statuses).toEqual(["recording"]);
    expect(store.rows.length).toBeGreaterThan(10);
    expect(await source.send()).toMatchObject({ ok: false, code: "NOT_OPEN" });
  });
});
