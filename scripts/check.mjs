import { bootstrap } from "./bootstrap.mjs";

await bootstrap();
const { runStages } = await import("./test/run-stages.mjs");
const { quickStages } = await import("./test/stages.mjs");
process.exitCode = (await runStages(quickStages)) ? 0 : 1;
