import { framed } from "./fake-page.ts";
import { openAsBlob } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bodyOf, CutPayload, keep, MAX_BYTES, readBlob } from "../../src/page/payload.ts";
import { Recorder } from "../../src/page/recorder.ts";
import { MAX_BYTES as MAX_RING } from "../../src/page/ring.ts";
import { Tape } from "../store/tape.ts";

const BLOB = new Blob([new Uint8Array(MAX_BYTES)]);
const TOO_LARGE = new Blob([BLOB, framed("2")]);

/** What is kept of a Blob that is too large, as it travels. */
const NOTHING_OF_IT = { base64: "", size: TOO_LARGE.size, cut: true } as const;

describe("a Blob", () => {
  it("weighs in the ring as much as it holds", () => {
    const recorder = new Recorder();
    for (let count = 0; count < 40; count++) recorder.frame(1, "in", BLOB);
    const { first, last } = recorder.ring;
    expect(last).toBe(40);
    expect((last - first + 1) * MAX_BYTES).toBeLessThanOrEqual(MAX_RING);
  });

  it("is kept up to a size, and beyond it nothing but the size, as of bytes", () => {
    expect(keep(BLOB)).toBe(BLOB);
    const cut = keep(TOO_LARGE);
    expect(cut instanceof CutPayload && bodyOf(cut)).toEqual(NOTHING_OF_IT);
  });

  it("is bytes that are not here when it cannot be read any more", async () => {
    const folder = await mkdtemp(join(tmpdir(), "blob-"));
    const file = join(folder, "file");
    await writeFile(file, "abc");
    const blob = await openAsBlob(file);
    await rm(folder, { recursive: true });
    expect(bodyOf(await readBlob(blob))).toEqual({ base64: "", size: 3, cut: true });
  });

  it("is an attachment to a panel, which cannot fetch it either", () => {
    const tape = new Tape();
    const link = tape.socket();
    tape.frame(link, "in", '451-["file",{"_placeholder":true,"num":0}]');
    tape.frame(link, "in", NOTHING_OF_IT);
    const row = tape.store.rows.at(-1);
    expect(row).toMatchObject({ event: "file", attachments: [{ size: TOO_LARGE.size, cut: true }] });
    expect(row && tape.store.giveBody(row, tape.seq, NOTHING_OF_IT)).toBe(false);
  });
});
