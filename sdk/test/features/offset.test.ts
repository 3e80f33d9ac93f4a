import { describe, expect, it } from "vitest";
import { isOffset } from "../../src/features/offset.ts";

const TODAY = Date.UTC(2026, 10, 22);

/** As the memory adapter writes a time: base 64, most significant digit first. */
function memoryOffset(time: number): string {
  const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
  let text = "";
  for (let rest = time; rest > 0; rest = Math.floor(rest / 64)) text = (digits[rest % 64] ?? "") + text;
  return text;
}

describe("an offset", () => {
  it("is told by the form of each adapter", () => {
    expect(isOffset(memoryOffset(TODAY), undefined, TODAY)).toBe(true);
    expect(isOffset(`${memoryOffset(TODAY)}.a`, undefined, TODAY)).toBe(true);
    expect(isOffset(`${TODAY}-0`, undefined, TODAY)).toBe(true);
    expect(isOffset(`${Math.floor(TODAY / 1_000).toString(16)}aabbccddeeff0011`, undefined, TODAY)).toBe(true);
  });

  it("is no string of an application, though it has seven letters", () => {
    for (const text of ["", "goodbye", "Pending", "hello", "1-2", "user-42", "0000000", "deadbeefdeadbeefdeadbeef"]) {
      expect(isOffset(text, undefined, TODAY)).toBe(false);
    }
  });

  it("does not go back behind the one before, nor far ahead of it", () => {
    const before = memoryOffset(TODAY);
    expect(isOffset(memoryOffset(TODAY + 60_000), before, TODAY)).toBe(true);
    expect(isOffset(memoryOffset(TODAY - 60_000), before, TODAY)).toBe(false);
    expect(isOffset("goodbye", before, TODAY)).toBe(false);
  });

  it("is recognised after the first one even when our clock is wrong", () => {
    expect(isOffset(memoryOffset(TODAY + 1), memoryOffset(TODAY), 0)).toBe(true);
  });
});
