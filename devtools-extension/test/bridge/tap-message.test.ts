import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { intoPieces, PIECE_LENGTH, PieceJoiner } from "../../src/bridge/tap-message.ts";

describe("pieces of messages", () => {
  it("are none longer than a port may carry, and make the message again", () => {
    for (const length of [0, 1, PIECE_LENGTH, PIECE_LENGTH + 1, 3 * PIECE_LENGTH]) {
      const message = "é".repeat(length);
      const pieces = intoPieces(message);
      expect(pieces).toHaveLength(Math.max(1, Math.ceil(length / PIECE_LENGTH)));
      expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(PIECE_LENGTH + 1);
      const joiner = new PieceJoiner();
      const joined = pieces.map((piece) => joiner.add(piece));
      expect(joined.at(-1) === message).toBe(true);
      expect(joined.slice(0, -1).every((part) => part === undefined)).toBe(true);
    }
  });

  it("that are longer together than allowed are refused as one message, and the next one is read", () => {
    const joiner = new PieceJoiner(10);
    for (const piece of ["<12345", "<67890", "<1", "<2"]) expect(joiner.add(piece)).toBeUndefined();
    expect(joiner.add(">3")).toBeUndefined();
    expect(joiner.refused).toBe(1);
    expect(joiner.add(">next")).toBe("next");
  });

  it("never make anything of what is none", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.anything(), fc.string(), fc.constantFrom("", "x", "{}", " >"))), (values) => {
        const joiner = new PieceJoiner(100);
        for (const value of values) {
          const made = joiner.add(value);
          if (made !== undefined) expect(String(value)[0]).toBe(">");
        }
        // Whatever has begun, the next whole message but one is read.
        joiner.add(">");
        expect(joiner.add(">whole")).toBe("whole");
      }),
    );
  });
});
