import { bootstrap } from "./bootstrap.mjs";
import { runOrExit } from "./run.mjs";

await bootstrap();
console.log("Building protocol, sdk and server …");
await runOrExit("tsc", ["-b", "protocol", "sdk", "server"]);
console.log("Building the browser bundles …");
await runOrExit("node", ["scripts/build-browser.mjs"]);
console.log("Building the whiteboard …");
await runOrExit("vite", ["build", "examples/whiteboard", "--logLevel", "warn"]);
console.log("Building the extension …");
await runOrExit("node", ["devtools-extension/build/build.mjs"]);
