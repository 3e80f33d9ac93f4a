import { describe, expect, it, onTestFinished, vi } from "vitest";
import { stderrLogger } from "../../src/engine/logger.ts";

/** What the logger writes while the test runs. */
function writtenLines(): string[] {
  const lines: string[] = [];
  const write = vi.spyOn(process.stderr, "write").mockImplementation((line) => lines.push(String(line)) > 0);
  onTestFinished(() => write.mockRestore());
  return lines;
}

const circular: Record<string, unknown> = { status: 500 };
circular["self"] = circular;

const fail = (): never => {
  throw new Error("not for you");
};
const unreadable = Object.defineProperty({ id: 1n }, Symbol.toStringTag, { get: fail });

describe("the logger to stderr writes one line of JSON", () => {
  it.each<[string, unknown, string]>([
    ["an error", new Error("no database"), "Error: no database"],
    ["an object that contains itself", circular, "status: 500"],
    ["a BigInt", { id: 1n }, "id: 1n"],
    ["an object whose toJSON throws", { toJSON: fail }, "toJSON"],
    ["an object that cannot even be inspected", unreadable, "cannot be inspected"],
  ])("about %s", (_what, err, text) => {
    const lines = writtenLines();
    stderrLogger.error({ err, event: "message" }, "a handler failed");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^[^\n]*\n$/);
    const record = JSON.parse(lines[0] ?? "");
    expect(record).toMatchObject({ level: "error", message: "a handler failed", event: "message" });
    expect(JSON.stringify(record.err)).toContain(text);
  });
});
