import { addSkipped, emptyTally } from "./tally.mjs";

/**
 * What the tally reads of Vitest's test modules.
 *
 * @typedef {{ state: string, note?: string | undefined }} Result
 * @typedef {{ fullName: string, result: () => Result }} Case
 * @typedef {{ fullName: string, errors: () => readonly unknown[] }} Suite
 * @typedef {{ moduleId: string, errors: () => readonly unknown[],
 *   children: { allTests: () => Iterable<Case>, allSuites: () => Iterable<Suite> } }} Module
 */

/**
 * Counts tests, and as one failure each: a file that did not load, a hook that threw, an error outside of all tests.
 *
 * @param {readonly Module[]} modules
 * @param {readonly { message: string }[]} unhandledErrors
 * @returns {import("./tally.mjs").Tally}
 */
export function tallyVitest(modules, unhandledErrors) {
  const tally = emptyTally();
  for (const module of modules) {
    if (module.errors().length > 0) tally.failures.push(`${module.moduleId} did not run`);
    for (const suite of module.children.allSuites()) {
      if (suite.errors().length > 0) tally.failures.push(`${suite.fullName}: a hook failed`);
    }
    for (const test of module.children.allTests()) addCase(tally, test);
  }
  for (const { message } of unhandledErrors) tally.failures.push(`Outside of any test: ${message}`);
  return tally;
}

/**
 * @param {import("./tally.mjs").Tally} tally
 * @param {Case} test
 */
function addCase(tally, test) {
  const { state, note } = test.result();
  if (state === "passed") tally.passed += 1;
  else if (state === "skipped") addSkipped(tally, test.fullName, note);
  else tally.failures.push(test.fullName);
}
