#!/usr/bin/env node
// Playwright starts this in Firefox's place. It starts the real one, and relays WebDriver BiDi between the two.
import { spawn } from "node:child_process";
import { Socket } from "node:net";
import { createInterface } from "node:readline";
import { BidiRelay } from "./bidi-relay.mjs";
import { systemFirefox } from "./system-firefox.mjs";

/** How Firefox says where it listens, and how Playwright wants to hear it. */
const ANNOUNCEMENT = /WebDriver BiDi listening on (ws:\/\/\S+)/;

const path = systemFirefox();
if (!path) throw new Error("No Firefox found: run `node scripts/setup-browsers.mjs`.");

const firefox = spawn(path, process.argv.slice(2), { stdio: ["ignore", "inherit", "pipe"] });
firefox.once("error", (error) => {
  process.stderr.write(`${path} could not be started: ${error.message}\n`);
  process.exit(1);
});
firefox.once("exit", (code) => process.exit(code ?? 1));

for (const signal of /** @type {const} */ (["SIGTERM", "SIGINT", "SIGHUP"])) {
  process.on(signal, () => firefox.kill(signal));
}
// Playwright talks to other browsers through this pipe, and holds its end until it is gone, be it by SIGKILL.
new Socket({ fd: 3 }).on("end", () => firefox.kill("SIGKILL")).resume();

for await (const line of createInterface({ input: firefox.stderr })) {
  const target = ANNOUNCEMENT.exec(line)?.[1];
  if (target === undefined) process.stderr.write(`${line}\n`);
  else process.stderr.write(`WebDriver BiDi listening on ${await new BidiRelay(target).listen()}\n`);
}
