// Runs `victim.ts` on the sources, resolved as Vitest resolves them for the tests themselves.
import { fileURLToPath } from "node:url";
import { loadConfigFromFile, runnerImport } from "vite";

/** @param {string} path */
const at = (path) => fileURLToPath(new URL(path, import.meta.url));

const loaded = await loadConfigFromFile({ command: "serve", mode: "test" }, at("../../../vite.config.ts"));
const project = loaded?.config.test?.projects?.find((one) => typeof one === "object" && one.test?.name === "server");
if (typeof project !== "object") throw new Error("vite.config.ts has no project named server");
await runnerImport(at("victim.ts"), {
  configFile: false,
  root: at("."),
  logLevel: "error",
  ...(project.resolve && { resolve: project.resolve }),
});
