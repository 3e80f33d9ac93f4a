import { bootstrap } from "./bootstrap.mjs";
import { runOrExit } from "./run.mjs";

await bootstrap();
await runOrExit("node", ["scripts/build.mjs"]);
// In this process, so that whoever ends it ends the server.
await import("../examples/whiteboard/server.mjs");
