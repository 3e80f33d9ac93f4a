import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "./root.mjs";

const CLI = join(root, "node_modules", "@playwright", "test", "cli.js");

// What comes after `npm run e2e --` goes to Playwright as it is. In a group of its own it hears of Ctrl-C from here alone:
// the terminal, npm and this process would each say it, and from the second time on Playwright leaves browsers behind.
const runner = spawn(
  process.execPath,
  [CLI, "test", `--config=${join("e2e", "playwright.config.ts")}`, ...process.argv.slice(2)],
  { cwd: root, stdio: ["ignore", "inherit", "inherit"], detached: process.platform !== "win32" },
);

let told = false;
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => {
    // It ends its browsers upon this signal, and upon no other.
    if (!told) runner.kill("SIGINT");
    told = true;
  });
}

runner.once("error", (error) => {
  console.error(`Playwright could not be started: ${error.message}`);
  process.exitCode = 1;
});
runner.once("exit", (code) => {
  process.exitCode = code ?? 1;
});
