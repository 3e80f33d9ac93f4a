import { existsSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { machine } from "./machine.mjs";
import { PEERS } from "./peers.mjs";
import { Progress } from "./progress.mjs";
import { markdown } from "./report.mjs";
import { bundleResults, codecResults, serverResults } from "./results.mjs";
import { SCENARIOS } from "./scenarios.mjs";

const KEYS = [...SCENARIOS.map(({ id }) => id), "codec", "size"];
const RESULTS = new URL("./RESULTS.md", import.meta.url);

const USAGE = `Usage: npm run bench -- [options]
  --only <a,b>     measure these only: ${KEYS.join(", ")}
  --peers <a,b>    compare these only: ${PEERS.map(({ id }) => id).join(", ")}
  --rounds <n>     rounds of every measurement (default 5)
  --json           print JSON instead of tables
  --write          write the tables to bench/RESULTS.md
  --profile <dir>  have every server write a CPU profile there`;

/** What was asked for, checked. */
function options() {
  const { values } = parseArgs({
    options: {
      only: { type: "string" },
      peers: { type: "string" },
      rounds: { type: "string", default: "5" },
      json: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      profile: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds is a whole number from 1 on, not ${values.rounds}`);
  const only = chosen("--only", values.only, KEYS);
  const peers = chosen(
    "--peers",
    values.peers,
    PEERS.map(({ id }) => id),
  );
  if (values.write && (values.only || values.peers))
    throw new Error("--write is for whole runs, without --only and --peers");
  return { ...values, rounds, only, peers: PEERS.filter(({ id }) => peers.includes(id)) };
}

/** @param {string} flag @param {string | undefined} list @param {readonly string[]} known */
function chosen(flag, list, known) {
  const names = list?.split(",") ?? known;
  const stranger = names.find((name) => !known.includes(name));
  if (stranger !== undefined) throw new Error(`${flag}: there is no ${stranger}; there are ${known.join(", ")}`);
  return names;
}

/** Ours is measured as it is published, so what is asked for has to be built. @param {ReturnType<typeof options>} asked */
function expectBuilt({ only, peers }) {
  const needed = {
    protocol: only.includes("codec"),
    sdk: only.includes("size"),
    server: peers.some(({ ours }) => ours) && SCENARIOS.some(({ id }) => only.includes(id)),
  };
  for (const [part, wanted] of Object.entries(needed)) {
    const door = new URL(`../${part}/dist/index.js`, import.meta.url);
    if (wanted && !existsSync(door)) throw new Error(`${part}/ is not built: run npm run build first`);
  }
}

/** @param {ReturnType<typeof options>} asked @returns {Promise<import("./report.mjs").Report>} */
async function measured({ only, peers, rounds, profile }) {
  const progress = new Progress();
  const servers = [];
  for (const scenario of SCENARIOS.filter(({ id }) => only.includes(id))) {
    const show = (/** @type {string} */ text) => progress.show(`${scenario.title}: ${text}`);
    servers.push(...(await serverResults(scenario, { peers, rounds, profile, show })));
  }
  const codecs = only.includes("codec") ? codecResults(rounds, (text) => progress.show(text)) : [];
  const bundles = only.includes("size") ? await bundleResults((text) => progress.show(`bundling ${text}`)) : [];
  progress.clear();
  return { machine: machine(), rounds, peers: peers.map(({ id }) => id), servers, codecs, bundles };
}

try {
  const asked = options();
  if (asked.help) {
    console.log(USAGE);
  } else {
    expectBuilt(asked);
    const report = await measured(asked);
    if (asked.write) writeFileSync(RESULTS, markdown(report));
    console.log(asked.json ? JSON.stringify(report, undefined, 2) : markdown(report));
    if (asked.write) console.error(`written to ${fileURLToPath(RESULTS)}`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error("npm run bench -- --help shows the options");
  process.exitCode = 1;
}
