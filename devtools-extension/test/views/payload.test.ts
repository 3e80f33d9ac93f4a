import { describe, expect, it } from "vitest";
import { hexLines, lineCount } from "../../src/panel/views/payload/hex-lines.ts";
import { openAtFirst, type OpenNodes, pathKey, treeLines, withNode } from "../../src/panel/views/payload/tree-lines.ts";
import { inlineValue, member } from "../../src/panel/views/payload/value-kind.ts";

const CLOSED: OpenNodes = new Map();

function shown(value: unknown, open: OpenNodes): readonly string[] {
  return treeLines(value, "", open).map((line) =>
    line.line === "more" ? `… ${line.rest}` : `${"  ".repeat(line.depth)}${line.name} ${line.shown}`,
  );
}

describe("treeLines", () => {
  it("looks at nothing below a node that is closed", () => {
    const value = {
      get trap(): never {
        throw new Error("looked at");
      },
    };
    expect(treeLines([value, 1], "", CLOSED)).toHaveLength(1);
  });

  it("shows a page of a huge array, and one more when asked", () => {
    const value = Array.from({ length: 250 }, (_, index) => index);
    const first = withNode(CLOSED, [], 1);
    expect(treeLines(value, "", first)).toHaveLength(1 + 100 + 1);
    expect(shown(value, first).at(-1)).toBe("… 150");
    expect(treeLines(value, "", withNode(first, [], 3))).toHaveLength(1 + 250);
  });

  it("shows hostile keys as keys", () => {
    const value: unknown = JSON.parse('{"__proto__": {"constructor": 1}, "toString": 2}');
    const open = withNode(withNode(CLOSED, [], 1), ["__proto__"], 1);
    expect(shown(value, open)).toEqual([
      " {__proto__: {…}, toString: 2}",
      "  __proto__ {constructor: 1}",
      "    constructor 1",
      "  toString 2",
    ]);
    expect(member({}, "toString")).toBeUndefined();
    expect(member({}, "__proto__")).toBeUndefined();
  });

  it("opens all of a small payload, and of a large one only the root", () => {
    expect(
      shown(["price", { symbol: "ACME", bid: [1] }], openAtFirst(["price", { symbol: "ACME", bid: [1] }])),
    ).toHaveLength(6);
    const large = ["price", Array.from({ length: 31 }, () => 0)];
    expect([...openAtFirst(large).keys()]).toEqual(["[]"]);
    expect([...openAtFirst("text").keys()]).toEqual(["[]"]);
    expect([...openAtFirst(JSON.parse('{"__proto__": {"a": 1}}')).keys()]).toEqual(["[]", '["__proto__"]']);
  });

  it("tells paths apart whose names hold separators", () => {
    expect(pathKey(["a", "b"])).not.toBe(pathKey(['a","b']));
  });

  it("shows bytes as binary, and has nothing to open in empty containers", () => {
    expect(treeLines([new Uint8Array(3), {}, []], "", withNode(CLOSED, [], 1)).map((line) => line.line)).toHaveLength(
      4,
    );
    expect(shown([new Uint8Array(3), {}], withNode(CLOSED, [], 1))).toEqual([
      " [binary (3 B), {}]",
      "  0 binary (3 B)",
      "  1 {}",
    ]);
  });

  it("says on one line what a container holds", () => {
    expect(inlineValue({ a: [1, 2], b: "x\u202ey", c: null, d: true, e: 5 })).toBe(
      '{a: […], b: "x\\u202ey", c: null, d: true, …}',
    );
  });
});

describe("hexLines", () => {
  it("writes offset, bytes and ASCII of the lines that are asked for", () => {
    const bytes = Uint8Array.from({ length: 20 }, (_, index) => 0x3c + index);
    expect(lineCount(bytes.length)).toBe(2);
    expect(hexLines(bytes, 1, 5)).toEqual([{ offset: "00000010", bytes: ["4c", "4d", "4e", "4f"], text: "LMNO" }]);
    expect(hexLines(new Uint8Array([0, 0x7f]), 0, 1)[0]?.text).toBe("..");
  });
});
