import { describe, expect, it } from "vitest";
import { tallyPlaywright } from "./playwright-tally.mjs";
import { tallyVitest } from "./vitest-tally.mjs";

type Case = readonly [fullName: string, state: string, note?: string];

function module(cases: readonly Case[], errors: readonly unknown[] = [], hookErrors: readonly unknown[] = []) {
  const tests = cases.map(([fullName, state, note]) => ({ fullName, result: () => ({ state, note }) }));
  const suites = [{ fullName: "a suite", errors: () => hookErrors }];
  return {
    moduleId: "a.test.ts",
    errors: () => errors,
    children: { allTests: () => tests, allSuites: () => suites },
  };
}

describe("the Vitest tally", () => {
  it("counts passed and failed tests", () => {
    const cases: Case[] = [
      ["a", "passed"],
      ["b", "failed"],
      ["never ended", "pending"],
    ];
    expect(tallyVitest([module(cases)], [])).toMatchObject({ passed: 1, failures: ["b", "never ended"], missing: [] });
  });

  it("counts a file that did not load, a failed hook and an error outside of tests", () => {
    expect(tallyVitest([module([], [new Error("syntax")])], []).failures).toEqual(["a.test.ts did not run"]);
    expect(tallyVitest([module([], [], [new Error("hook")])], []).failures).toEqual(["a suite: a hook failed"]);
    expect(tallyVitest([], [new Error("late")]).failures).toEqual(["Outside of any test: late"]);
  });

  it("counts a skipped test as a failure unless it says what is missing", () => {
    const cases: Case[] = [
      ["switched off", "skipped"],
      ["shards (needs redis-server)", "skipped"],
      ["times out", "skipped", "timeout() came with 4.4"],
    ];
    const tally = tallyVitest([module(cases)], []);
    expect(tally.failures).toHaveLength(1);
    expect(tally.missing).toEqual(["shards (needs redis-server)", "timeout() came with 4.4"]);
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

  it("names a test that passed only when it was repeated, and fails when there are many", () => {
    const title = "[chromium] demo.spec.ts › demo › draws";
    expect(tallyPlaywright(report("flaky"))).toEqual({ passed: 1, failures: [], missing: [], repeated: [title] });
    const suites = Array.from({ length: 3 }, () => report("flaky").suites).flat();
    const many = tallyPlaywright({ suites, errors: [] });
    expect(many.passed).toBe(0);
    expect(many.failures).toHaveLength(3);
  });

  it("counts a skipped test by what it says it needs", () => {
    expect(tallyPlaywright(report("skipped")).failures).toHaveLength(1);
    expect(tallyPlaywright(report("skipped", "needs Firefox")).missing).toHaveLength(1);
  });

  it("counts errors outside of tests", () => {
    expect(tallyPlaywright({ suites: [], errors: [{ message: "no such file" }] }).failures).toEqual(["no such file"]);
  });
});
