import { framed } from "./fake-page.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LengthPrefixed, type StreamFrame } from "../../src/page/length-prefixed.ts";
import { CutPayload } from "../../src/page/payload.ts";

const PACKETS: readonly (string | Uint8Array<ArrayBuffer>)[] = [
  "0",
  "4é\ufeff😀",
  "\ufeff4",
  new Uint8Array([0, 128, 255]),
  `4${"x".repeat(124)}`,
  `4${"x".repeat(125)}`,
  new Uint8Array(126).fill(7),
  "2",
];
const BYTES = framed(...PACKETS);

/** What is read of chunks, with bytes copied while they are what they were. */
function read(chunks: readonly Uint8Array<ArrayBuffer>[], reader = new LengthPrefixed()): StreamFrame[] {
  const frames: StreamFrame[] = [];
  for (const chunk of chunks) {
    reader.take(chunk, (frame) => frames.push(frame instanceof Uint8Array ? frame.slice() : frame));
    // As a page may do with what it has read.
    chunk.fill(0);
  }
  return frames;
}

describe("LengthPrefixed", () => {
  it("finds the packets wherever the stream is cut into two", () => {
    for (let at = 0; at <= BYTES.length; at++)
      expect(read([BYTES.slice(0, at), BYTES.slice(at)]), `cut at ${at}`).toEqual(PACKETS);
  });

  it("finds the packets byte by byte", () => {
    expect(read(Array.from(BYTES, (byte) => new Uint8Array([byte])))).toEqual(PACKETS);
  });

  it("finds the packets in pieces of any size, also beside other bytes of a larger buffer", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(sizes, (lengths) => {
        const chunks: Uint8Array<ArrayBuffer>[] = [];
        for (let start = 0, index = 0; start < BYTES.length; index++) {
          const part = BYTES.slice(start, (start += lengths[index % lengths.length] ?? 1));
          const buffer = new Uint8Array(part.length + 9).fill(200);
          buffer.set(part, 5);
          chunks.push(buffer.subarray(5, 5 + part.length));
        }
        expect(read(chunks)).toEqual(PACKETS);
      }),
    );
  });

  it("reads lengths of eight bytes", () => {
    const long = new Uint8Array(70_000).fill(1);
    const bytes = framed(long, "2");
    expect([...bytes.subarray(0, 9)]).toEqual([0xff, 0, 0, 0, 0, 0, 1, 0x11, 0x70]);
    for (const at of [1, 5, 9, 10, 70_008]) {
      const [first, ...rest] = read([bytes.slice(0, at), bytes.slice(at)]);
      // Tens of thousands of bytes are a lot to compare one by one.
      expect(first instanceof Uint8Array && Buffer.compare(first, long)).toBe(0);
      expect(rest).toEqual(["2"]);
    }
  });

  it.each([
    ["no length", [0, 1, 50]],
    ["a length beyond what is exact", [0x7f, 0, 0x20, 0, 0, 0, 0, 0, 0, 1, 50]],
    ["a length beyond all", [0xff, 255, 255, 255, 255, 255, 255, 255, 255, 1, 50]],
  ])("reads nothing more after %s", (_name, bytes) => {
    const reader = new LengthPrefixed();
    expect(read([framed("2"), new Uint8Array(bytes), framed("3")], reader)).toEqual(["2"]);
  });

  it("keeps the beginning of what is too long, and goes on behind it", () => {
    const text = `4${"é".repeat(2_500_000)}`;
    const binary = new Uint8Array(1_048_577).fill(9);
    const bytes = framed(text, binary, "2");
    for (const size of [bytes.length, 60_001]) {
      const chunks: Uint8Array<ArrayBuffer>[] = [];
      for (let start = 0; start < bytes.length; start += size) chunks.push(bytes.slice(start, start + size));
      const [first, second, third] = read(chunks);
      // 16 384 bytes end in the middle of a character.
      expect(first).toEqual(new CutPayload(`4${"é".repeat(8_191)}`, 5_000_001));
      expect(second).toEqual(new CutPayload(new Uint8Array(16_384).fill(9), 1_048_577));
      expect(third).toBe("2");
    }
  });

  it("follows the stream while nobody heeds it, and leaves out what began meanwhile", () => {
    const reader = new LengthPrefixed();
    const frames: StreamFrame[] = [];
    const heed = (frame: StreamFrame): void => void frames.push(frame);
    const bytes = framed("4 one", "4 two", "4 three", "4 four");
    reader.take(bytes.slice(0, 8), heed);
    reader.take(bytes.slice(8, 15), undefined);
    reader.take(bytes.slice(15), heed);
    expect(frames).toEqual(["4 one", "4 four"]);
  });
});
