import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../run.mjs";
import { tallyPlaywright } from "./playwright-tally.mjs";
import { emptyTally } from "./tally.mjs";

/**
 * One step of `npm test`. `requires` names the stages without whose success it cannot run.
 *
 * @typedef {{ name: string, requires?: readonly string[], run: () => Promise<import("./tally.mjs").Tally> }} Stage
 */

/**
 * A stage that is one command and counts as one test.
 *
 * @param {string} name
 * @param {readonly string[]} command
 * @param {readonly string[]} [requires]
 * @returns {Stage}
 */
function check(name, [command = "", ...args], requires = []) {
  return {
    name,
    requires,
    run: async () => {
      const code = await run(command, args);
      return code === 0 ? { ...emptyTally(), passed: 1 } : { ...emptyTally(), failures: [name] };
    },
  };
}

/**
 * A stage that is a test runner writing a JSON report.
 *
 * @template Report
 * @param {string} name
 * @param {(file: string) => Promise<number>} go Runs the tests and has the report written to `file`.
 * @param {(report: Report) => import("./tally.mjs").Tally} count
 * @param {readonly string[]} [requires]
 * @returns {Stage}
 */
function suite(name, go, count, requires = []) {
  return {
    name,
    requires,
    run: async () => {
      const folder = await mkdtemp(join(tmpdir(), "upwire-test-"));
      const file = join(folder, "report.json");
      try {
        const code = await go(file);
        const tally = count(JSON.parse(await readFile(file, "utf8")));
        if (code !== 0 && tally.failures.length === 0) tally.failures.push(`${name} ended with code ${code}`);
        return tally;
      } catch (error) {
        return { ...emptyTally(), failures: [`${name} left no report: ${String(error)}`] };
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/**
 * @param {string} name
 * @param {readonly string[]} projects
 * @param {readonly string[]} [requires]
 */
function vitest(name, projects, requires) {
  const chosen = projects.map((project) => `--project=${project}`);
  const reporters = ["--reporter=default", "--reporter=./scripts/test/vitest-reporter.mjs"];
  /** @param {string} file */
  const go = (file) => run("vitest", ["run", ...chosen, ...reporters], { env: { UPWIRE_TALLY: file } });
  return suite(name, go, (/** @type {import("./tally.mjs").Tally} */ tally) => tally, requires);
}

/** What needs no build: `npm run check` runs these alone. */
export const quickStages = [
  check("types", ["tsc", "-b"]),
  check("lint", ["oxlint"]),
  check("format", ["oxfmt", "--check"]),
  check("repository rules", ["node", "scripts/check-repository.mjs"]),
  vitest("unit", ["protocol", "sdk", "server", "devtools-extension", "scripts"]),
];

/** Everything, the fast ones first. */
export const allStages = [
  ...quickStages,
  check("build", ["node", "scripts/build.mjs"]),
  check("unused code and dependencies", ["knip"], ["build"]),
  ...["protocol", "sdk", "server"].flatMap((name) => [
    check(`publint ${name}`, ["publint", "--strict", name], ["build"]),
    check(`types as published, ${name}`, ["attw", "--pack", name, "--profile", "esm-only"], ["build"]),
  ]),
  check("bundle sizes", ["size-limit"], ["build"]),
  check(
    "the extension as its shop checks it",
    ["web-ext", "lint", "--source-dir=devtools-extension/dist/firefox", "--warnings-as-errors"],
    ["build"],
  ),
  vitest("interop", ["interop"], ["build"]),
  vitest("load", ["load"], ["build"]),
  check("browser set-up", ["node", "scripts/setup-browsers.mjs"]),
  suite(
    "e2e",
    (file) => run("node", ["scripts/e2e.mjs", "--reporter=list,json"], { env: { PLAYWRIGHT_JSON_OUTPUT_FILE: file } }),
    tallyPlaywright,
    ["build", "browser set-up"],
  ),
];
