import { bootstrap } from "./bootstrap.mjs";

await bootstrap();
const { runStages } = await import("./test/run-stages.mjs");
const { allStages } = await import("./test/stages.mjs");
process.exitCode = (await runStages(allStages)) ? 0 : 1;
