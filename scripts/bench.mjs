import { bootstrap } from "./bootstrap.mjs";
import { run, runOrExit } from "./run.mjs";

await bootstrap();
await runOrExit("node", ["scripts/build.mjs"]);
// What comes after `npm run bench --` goes to the benchmark as it is.
process.exitCode = await run("node", ["bench/run.mjs", ...process.argv.slice(2)]);
