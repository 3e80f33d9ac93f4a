import { describe, expect, it } from "vitest";
import { payloadDiff } from "../../src/panel/store/payload-diff.ts";

describe("the difference of two payloads", () => {
  it("lists what was added, removed and changed, with its path", () => {
    const before = ["event", { a: 1, b: [1, 2], gone: true }];
    const after = ["event", { a: 2, b: [1, 2, 3], new: null }];
    expect(payloadDiff(before, after)).toEqual({
      differences: [
        { type: "changed", path: [1, "a"], before: 1, after: 2 },
        { type: "added", path: [1, "b", 2], before: undefined, after: 3 },
        { type: "removed", path: [1, "gone"], before: true, after: undefined },
        { type: "added", path: [1, "new"], before: undefined, after: null },
      ],
      more: false,
      tooLarge: false,
    });
  });

  it("is none for equal payloads, values alone and bytes too", () => {
    expect(payloadDiff({ a: [Uint8Array.of(1)] }, { a: [Uint8Array.of(1)] }).differences).toEqual([]);
    expect(payloadDiff("a", "b").differences).toEqual([{ type: "changed", path: [], before: "a", after: "b" }]);
    expect(payloadDiff([Uint8Array.of(1)], [Uint8Array.of(2)]).differences).toMatchObject([{ before: 1, after: 2 }]);
  });

  it("takes hostile keys for keys", () => {
    const before: unknown = JSON.parse('{"__proto__":{"a":1},"constructor":{"name":"Date"},"hasOwnProperty":1}');
    const after: unknown = JSON.parse('{"__proto__":{"a":2},"constructor":{"name":"RegExp"},"hasOwnProperty":1}');
    expect(payloadDiff(before, after).differences.map(({ path }) => path)).toEqual([
      ["__proto__", "a"],
      ["constructor", "name"],
    ]);
  });

  it("lists a thousand at most", () => {
    const of = (value: number): number[] => Array.from({ length: 2_000 }, () => value);
    const { differences, more } = payloadDiff(of(1), of(2));
    expect(differences).toHaveLength(1_000);
    expect(more).toBe(true);
  });

  it("gives up on what is too large or too deep", () => {
    let deep: unknown = 1;
    for (let level = 0; level < 10_000; level++) deep = [deep];
    expect(payloadDiff(deep, 1).tooLarge).toBe(true);
    expect(payloadDiff(1, new Uint8Array(200_000)).tooLarge).toBe(true);
    expect(payloadDiff(Array.from({ length: 150_000 }), 1).tooLarge).toBe(true);
  });
});
