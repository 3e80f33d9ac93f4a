import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { Server } from "@upwire/server";
import { buildSync } from "esbuild";
import { findChromium } from "../e2e/browsers/chromium.mjs";
import { listen } from "./listen.mjs";
import { machine } from "./machine.mjs";
import { Progress } from "./progress.mjs";
import { spread } from "./statistics.mjs";

/** Messages per second of a page, both ways together. */
const RATE = 1_000;

/** What the tap may cost with no panel open, in percent of a core. */
const TARGET = 3;

const TICK = 10;
const WARM_UP = 1_500;
const EVENT = { id: 12_345, name: "position", x: 102.25, y: 77.5, tags: ["a", "b"] };

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "6" },
    seconds: { type: "string", default: "5" },
    write: { type: "boolean", default: false },
  },
});

const tap = buildSync({
  entryPoints: [at("../devtools-extension/src/page/tap.ts")],
  bundle: true,
  minify: true,
  write: false,
  format: "iife",
  target: "es2022",
});
/** @type {number[]} */
const ownShares = [];
const VARIANTS = /** @type {const} */ (["without", "with"]);
const SCRIPT_NAME = "upwire-tap.js";
const script = `${tap.outputFiles[0]?.text ?? ""}\n//# sourceURL=${SCRIPT_NAME}`;

/** @param {string} path */
function at(path) {
  return fileURLToPath(new URL(path, import.meta.url));
}

/** A server whose page gets half of the messages as events and sends the other half back, and how many have come back. */
async function startServer() {
  const sdk = readFileSync(at("../sdk/dist/upwire.min.js"));
  const http = createServer((request, response) => {
    if (request.url === "/sdk.js") return response.setHeader("Content-Type", "text/javascript").end(sdk);
    return response
      .setHeader("Content-Type", "text/html")
      .end(
        "<!doctype html><script src='/sdk.js'></script><script>const socket = io({ transports: ['websocket'] }); socket.on('tick', (value) => socket.emit('tock', value));</script>",
      );
  });
  const io = new Server(http);
  const server = { io, http, answers: 0, url: "" };
  io.on("connection", (socket) => socket.on("tock", () => server.answers++));
  server.url = `http://127.0.0.1:${await listen(http)}/`;
  return server;
}

/** Sends at the rate until stopped, by the clock and not by the count of timers. @param {Server} io */
function drive(io) {
  const started = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = ((performance.now() - started) * RATE) / 2_000;
    for (; sent < due; sent++) io.emit("tick", EVENT);
  }, TICK);
  return () => clearInterval(timer);
}

/** CPU seconds of all pages of a browser so far. @param {import("@playwright/test").CDPSession} session */
async function pageCpu(session) {
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  return processInfo.filter(({ type }) => type === "renderer").reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/**
 * Percent of a core that a page takes.
 * @param {import("@playwright/test").Browser} browser @param {Awaited<ReturnType<typeof startServer>>} server
 * @param {(typeof VARIANTS)[number]} variant
 */
async function measure(browser, server, variant) {
  const context = await browser.newContext();
  const session = await browser.newBrowserCDPSession();
  const page = await context.newPage();
  if (variant === "with") await page.addInitScript({ content: script });
  const connected = new Promise((resolve) => server.io.once("connection", resolve));
  await page.goto(server.url);
  await connected;
  const stop = drive(server.io);
  await page.waitForTimeout(WARM_UP);
  const [before, started, answered] = [await pageCpu(session), performance.now(), server.answers];
  await page.waitForTimeout(Number(options.seconds) * 1_000);
  const cpu = (await pageCpu(session)) - before;
  const wall = (performance.now() - started) / 1_000;
  const rate = ((server.answers - answered) * 2) / wall;
  if (variant === "with" && ownShares.length === 0) ownShares.push(await ownShare(page));
  stop();
  if (Math.abs(rate - RATE) > RATE / 10) throw new Error(`the page answered at ${Math.round(rate)} messages/s`);
  if ((variant === "with") !== (await page.evaluate(() => Symbol.for("upwire.devtools") in globalThis)))
    throw new Error("the tap is in the wrong page");
  await context.close();
  return (cpu / wall) * 100;
}

/**
 * Percent of a core that is spent in the tap's own functions, by V8's sampling; free of what else the machine does, but without
 * what those functions call.
 * @param {import("@playwright/test").Page} page
 */
async function ownShare(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Profiler.enable");
  await session.send("Profiler.setSamplingInterval", { interval: 200 });
  await session.send("Profiler.start");
  await page.waitForTimeout(Number(options.seconds) * 1_000);
  const { profile } = await session.send("Profiler.stop");
  const own = new Set(profile.nodes.filter(({ callFrame }) => callFrame.url === SCRIPT_NAME).map(({ id }) => id));
  const spent = (profile.samples ?? []).map((id, index) => (own.has(id) ? (profile.timeDeltas?.[index] ?? 0) : 0));
  return (spent.reduce((sum, time) => sum + time, 0) / (profile.endTime - profile.startTime)) * 100;
}

const progress = new Progress();
const server = await startServer();
const browser = await chromium.launch(findChromium()?.use.launchOptions);
/** @type {Record<(typeof VARIANTS)[number], number[]>} */
const costs = { without: [], with: [] };
for (let round = 1; round <= Number(options.rounds); round++) {
  // Each of the two is the first in every other round.
  for (const variant of round % 2 === 0 ? VARIANTS : VARIANTS.toReversed()) {
    progress.show(`round ${round}: ${variant} the tap`);
    costs[variant].push(await measure(browser, server, variant));
  }
}
progress.clear();
const version = browser.version();
await browser.close();
await server.io.close();

const added = spread(costs.with.map((cost, round) => cost - (costs.without[round] ?? Number.NaN)));
/** @param {import("./statistics.mjs").Spread} spread */
const shown = ({ median, min, max }) => `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
const { date, platform, cores, cpu } = machine();
const table = `| page | without the tap | with the tap | added | in the tap's own functions | target |  |
| --- | ---: | ---: | ---: | ---: | ---: | --- |
| ${RATE} messages/s, CPU in % of a core | ${shown(spread(costs.without))} | ${shown(spread(costs.with))} | **${shown(added)}** | ${(ownShares[0] ?? Number.NaN).toFixed(2)} | ${TARGET} | ${added.median < TARGET ? "held" : "missed"} |
`;
console.log(table);
if (options.write)
  writeFileSync(
    at("TAP.md"),
    `# What the extension's tap costs a page

Written by \`node bench/tap.mjs --write\`. A Chromium page of the SDK gets ${RATE / 2} events a second over WebSocket and sends each back, with no panel
open. CPU time of the page's process over ${options.seconds} s; with and without the tap take turns, ${options.rounds} rounds; median, lowest and highest; *added* is the
difference round by round. That is at the mercy of what else the machine does; the last figure, by V8's sampling profiler in one round, is not, but
leaves out what the tap's functions call.

${date}, Chromium ${version}, ${platform}, ${cores} cores (${cpu}).

${table}`,
  );
