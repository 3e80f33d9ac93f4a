import { describe, expect, it } from "vitest";
import { tallyPlaywright } from "./playwright-report.mjs";
import { tallyVitest } from "./vitest-report.mjs";

function vitestFile(status: string, ...tests: [fullName: string, status: string][]) {
  return {
    name: "a.test.ts",
    status,
    assertionResults: tests.map(([fullName, state]) => ({ fullName, status: state })),
  };
}

describe("the Vitest tally", () => {
  it("counts passed and failed tests", () => {
    const report = { success: false, testResults: [vitestFile("failed", ["a", "passed"], ["b", "failed"])] };
    expect(tallyVitest(report)).toEqual({ passed: 1, failures: ["b"], missing: [] });
  });

  it("counts a file that did not load as one failure", () => {
    expect(tallyVitest({ success: false, testResults: [vitestFile("failed")] }).failures).toEqual([
      "a.test.ts did not run",
    ]);
  });

  it("counts a skipped test as a failure unless it names what it needs", () => {
    const file = vitestFile(
      "passed",
      ["later", "skipped"],
      ["todo", "todo"],
      ["sharded (needs redis-server)", "skipped"],
    );
    const tally = tallyVitest({ success: true, testResults: [file] });
    expect(tally.failures).toHaveLength(2);
    expect(tally.missing).toEqual(["sharded (needs redis-server)"]);
  });

  it("counts an error outside of tests", () => {
    expect(tallyVitest({ success: false, testResults: [] }).failures).toHaveLength(1);
  });
});

describe("the Playwright tally", () => {
  function report(status: string, description?: string) {
    const annotations = description === undefined ? [] : [{ type: "skip", description }];
    const tests = [{ projectName: "chromium", status, annotations }];
    const inner = { title: "demo", specs: [{ title: "draws", tests }] };
    return { suites: [{ title: "demo.spec.ts", suites: [inner] }], errors: [] };
  }

  it("counts tests of nested suites", () => {
    expect(tallyPlaywright(report("expected")).passed).toBe(1);
    expect(tallyPlaywright(report("unexpected")).failures).toEqual(["[chromium] demo.spec.ts › demo › draws"]);
  });

  it("counts a flaky test as a failure", () => {
    expect(tallyPlaywright(report("flaky")).failures).toHaveLength(1);
  });

  it("counts a skipped test by what it says it needs", () => {
    expect(tallyPlaywright(report("skipped")).failures).toHaveLength(1);
    expect(tallyPlaywright(report("skipped", "needs Firefox")).missing).toHaveLength(1);
  });

  it("counts errors outside of tests", () => {
    expect(tallyPlaywright({ suites: [], errors: [{ message: "no such file" }] }).failures).toEqual(["no such file"]);
  });
});
