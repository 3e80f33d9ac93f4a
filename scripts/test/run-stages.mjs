import { emptyTally } from "./tally.mjs";

/** @typedef {import("./tally.mjs").Tally} Tally */

/**
 * Runs the stages in order with their output on this terminal, then tells what failed, and what was left out and why,
 * and last of all `N passed, M failed`. Answers whether all is well.
 *
 * @param {readonly import("./stages.mjs").Stage[]} stages
 */
export async function runStages(stages) {
  /** @type {Map<string, Tally>} */
  const tallies = new Map();
  for (const [index, stage] of stages.entries()) {
    const started = performance.now();
    console.log(`\n=== ${stage.name} (${index + 1} of ${stages.length})`);
    const tally = await runStage(stage, tallies);
    tallies.set(stage.name, tally);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`=== ${stage.name}: ${tally.passed} passed, ${tally.failures.length} failed, ${seconds} s`);
  }
  return report(tallies);
}

/**
 * @param {import("./stages.mjs").Stage} stage
 * @param {Map<string, Tally>} done
 */
async function runStage(stage, done) {
  const broken = stage.requires?.filter((name) => (done.get(name)?.failures.length ?? 1) > 0) ?? [];
  if (broken.length === 0) return stage.run();
  return { ...emptyTally(), failures: [`${stage.name} did not run because of: ${broken.join(", ")}`] };
}

/** @param {Map<string, Tally>} tallies */
function report(tallies) {
  const all = [...tallies.values()];
  const failures = all.flatMap((tally) => tally.failures);
  /** @type {Map<string, number>} */
  const missing = new Map();
  for (const reason of all.flatMap((tally) => tally.missing)) missing.set(reason, (missing.get(reason) ?? 0) + 1);
  const passed = all.reduce((sum, tally) => sum + tally.passed, 0);
  console.log("");
  for (const [reason, count] of missing) console.log(`Cannot run here, ${count}: ${reason}`);
  for (const title of all.flatMap((tally) => tally.repeated)) console.log(`Passed only when repeated: ${title}`);
  for (const title of failures) console.log(`Failed: ${title}`);
  console.log(`${passed} passed, ${failures.length} failed`);
  return failures.length === 0;
}
