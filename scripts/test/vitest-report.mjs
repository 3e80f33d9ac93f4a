import { addSkipped, emptyTally } from "./tally.mjs";

/**
 * @typedef {{ fullName: string, status: string, meta?: unknown }} Assertion
 * @typedef {{ name: string, status: string, message?: string, assertionResults: Assertion[] }} File
 * @typedef {{ success: boolean, testResults: File[] }} VitestReport
 */

/**
 * Counts the tests of Vitest's JSON report. A file that failed without any failing test (it did not load, or a hook
 * threw) counts as one failure.
 *
 * @param {VitestReport} report
 * @returns {import("./tally.mjs").Tally}
 */
export function tallyVitest(report) {
  const tally = emptyTally();
  for (const file of report.testResults) {
    const before = tally.failures.length;
    for (const { fullName, status } of file.assertionResults) {
      if (status === "passed") tally.passed += 1;
      else if (status === "failed") tally.failures.push(fullName);
      else addSkipped(tally, fullName);
    }
    if (file.status === "failed" && tally.failures.length === before) tally.failures.push(`${file.name} did not run`);
  }
  if (!report.success && tally.failures.length === 0)
    tally.failures.push("Vitest reported an error outside of any test");
  return tally;
}
