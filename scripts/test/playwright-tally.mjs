import { addSkipped, emptyTally } from "./tally.mjs";

/**
 * @typedef {{ type: string, description?: string }} Annotation
 * @typedef {{ projectName: string, status: string, annotations: Annotation[] }} Test
 * @typedef {{ title: string, specs?: { title: string, tests: Test[] }[], suites?: Suite[] }} Suite
 * @typedef {{ suites: Suite[], errors: { message?: string }[] }} PlaywrightReport
 */

/**
 * How many tests of a run may pass only when they are repeated. Two of the engines are driven by other means than Playwright's
 * own, which now and then do not answer; more than this is no accident.
 */
const MOST_REPEATED = 2;

/**
 * Counts the tests of Playwright's JSON report. Each error outside of tests (a spec that did not load, say) counts as failed.
 *
 * @param {PlaywrightReport} report
 * @returns {import("./tally.mjs").Tally}
 */
export function tallyPlaywright(report) {
  const tally = emptyTally();
  for (const suite of report.suites) addSuite(tally, suite, []);
  for (const error of report.errors)
    tally.failures.push(error.message ?? "Playwright reported an error outside of any test");
  if (tally.repeated.length <= MOST_REPEATED) return tally;
  const failures = tally.repeated.map((title) => `${title} passed only when it was repeated, as did others`);
  return { ...tally, passed: tally.passed - failures.length, failures: [...tally.failures, ...failures] };
}

/**
 * @param {import("./tally.mjs").Tally} tally
 * @param {Suite} suite
 * @param {string[]} above
 */
function addSuite(tally, suite, above) {
  const titles = [...above, suite.title];
  for (const spec of suite.specs ?? []) {
    for (const test of spec.tests) addTest(tally, test, `[${test.projectName}] ${[...titles, spec.title].join(" › ")}`);
  }
  for (const child of suite.suites ?? []) addSuite(tally, child, titles);
}

/**
 * @param {import("./tally.mjs").Tally} tally
 * @param {Test} test
 * @param {string} title
 */
function addTest(tally, test, title) {
  if (test.status === "expected") tally.passed += 1;
  else if (test.status === "skipped")
    addSkipped(tally, title, test.annotations.map((note) => note.description ?? "").join("; "));
  else if (test.status === "flaky") {
    tally.passed += 1;
    tally.repeated.push(title);
  } else tally.failures.push(title);
}
