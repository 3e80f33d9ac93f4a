import { bootstrap } from "./bootstrap.mjs";
import { runOrExit } from "./run.mjs";

await bootstrap();
await runOrExit("node", ["scripts/build.mjs"]);
await runOrExit("node", ["examples/whiteboard/server.mjs"]);
