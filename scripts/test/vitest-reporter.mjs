import { writeFileSync } from "node:fs";
import { tallyVitest } from "./vitest-tally.mjs";

/** Writes the tally of a Vitest run as JSON to the file that `UPWIRE_TALLY` names. Vitest's own JSON leaves out why a test was skipped. */
export default class TallyReporter {
  /**
   * @param {readonly import("vitest/node").TestModule[]} modules
   * @param {readonly { message: string }[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const file = process.env.UPWIRE_TALLY;
    if (!file) throw new Error("UPWIRE_TALLY names no file for the tally");
    writeFileSync(file, JSON.stringify(tallyVitest(modules, unhandledErrors)));
  }
}
