import { describe, expect, it } from "vitest";
import { findViolations } from "./repository-rules.mjs";

function messages(path: string, ...lines: string[]): string[] {
  return findViolations(path, lines.join("\n")).map(({ line, message }) => `${line}: ${message}`);
}

describe("the repository's rules", () => {
  it("refuse a suppressed lint rule", () => {
    expect(messages("sdk/test/a.test.ts", ["// oxlint", "disable-next-line"].join("-"))).toHaveLength(1);
  });

  it("refuse a path of one machine", () => {
    expect(messages("bench/run.mjs", ['const out = "', "home", "me", 'out";'].join("/"))).toHaveLength(1);
  });

  it("refuse a file named after nothing", () => {
    expect(messages("sdk/src/utils.ts", "")).toHaveLength(1);
  });

  it("refuse an export without a sentence", () => {
    expect(messages("sdk/src/a.ts", "export function a(): void {}")).toHaveLength(1);
    expect(messages("sdk/src/a.ts", "/** Does a. */", "export function a(): void {}")).toEqual([]);
  });

  it("refuse a cast that nothing explains", () => {
    expect(messages("sdk/src/a.ts", "const a = b as string;")).toHaveLength(1);
    expect(messages("sdk/src/a.ts", "// True because it was asked.", "const a = b as string;")).toEqual([]);
    expect(
      messages("sdk/src/a.ts", "const a = [1] as const;", 'import { a as b } from "./a.ts";', "  a as b,"),
    ).toEqual([]);
  });

  it("refuse a lockfile with registry addresses", () => {
    expect(messages("package-lock.json", '"resolved": "https://registry.example/a"')).toHaveLength(1);
  });
});
