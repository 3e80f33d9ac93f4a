import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { Server } from "@upwire/server";
import { buildScript } from "../devtools-extension/build/bundle.mjs";
import { findChromium } from "../e2e/browsers/chromium.mjs";
import { listen } from "./listen.mjs";
import { machine } from "./machine.mjs";
import { Progress } from "./progress.mjs";
import { spread } from "./statistics.mjs";

/** Rows that the panel holds when it is opened and weighed. */
const ROWS = 100_000;

/** Events per second that a page gets while its panel is open. */
const RATE = 10_000;

/** Milliseconds to open, megabytes, and frames of the screen per second that the page must still get, or this part of what it gets alone. */
const TARGETS = { open: 300, memory: 120, fps: 55, part: 0.9 };

const TICK = 5;
const EVENT = { id: 12_345, name: "position", x: 102.25, y: 77.5, tags: ["a", "b"] };

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "7" },
    seconds: { type: "string", default: "10" },
    write: { type: "boolean", default: false },
  },
});
const ROUNDS = Number(options.rounds);
const SECONDS = Number(options.seconds);

const SRC = at("../devtools-extension/src");

/** The panel over a store that a page fills by itself, as its sources are. */
const PANEL_PAGE = `
import { mountPanel } from "${SRC}/panel/panel.tsx";
import { Store } from "${SRC}/panel/store/store.ts";

const info = { id: "document", frame: 0, url: "https://page.example/" };
const source = { status: "live", subscribe: () => () => {}, send: async () => ({ ok: true }) };
let seq = 0;
let store;
let panel;

function record(fields) {
  seq++;
  return { seq, at: 1_700_000_000_000 + seq, ...fields };
}

function frame(direction, text) {
  return record({ kind: "frame", link: 1, direction, body: { text, size: text.length } });
}

/** As a busy page has them, with acknowledgements among them. */
function nextFrame(longest) {
  const id = seq + 1;
  if (id % 10 === 0) return frame("out", \`42/chat,\${id}["ask",{"id":\${id},"text":"the quick brown fox"}]\`);
  if (id % 10 === 1) return frame("in", \`43/chat,\${id - 1}[{"ok":true}]\`);
  const note = "x".repeat(id % longest);
  return frame("in", \`42["update",{"id":\${id},"name":"item number \${id}","price":\${id / 7},"note":"\${note}"}]\`);
}

globalThis.panelBench = {
  /** A store with so many rows, or as many as its memory allows. */
  fill(rows, longest) {
    const url = "wss://server.example/socket.io/?EIO=4&transport=websocket";
    const handshake = '0{"sid":"sid","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}';
    seq = 0;
    store = new Store();
    store.add({ document: info, records: [record({ kind: "link", link: 1, transport: "websocket", url }), frame("in", handshake)] });
    for (let left = rows; left > 0; left -= 250) {
      store.add({ document: info, records: Array.from({ length: 250 }, () => nextFrame(longest)) });
    }
  },
  /** Milliseconds until the panel has been painted with its rows. */
  async open() {
    const started = performance.now();
    panel = mountPanel(document.getElementById("panel"), { source, store });
    const rows = document.getElementsByClassName("row");
    while (rows.length < 10) await new Promise((resolve) => requestAnimationFrame(resolve));
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return performance.now() - started;
  },
  close() {
    panel.unmount();
  },
};
`;

/** @param {string} path */
function at(path) {
  return fileURLToPath(new URL(path, import.meta.url));
}

/** The page above as one script, built as the extension is. */
async function panelScript() {
  const folder = await mkdtemp(join(tmpdir(), "panel-bench-"));
  try {
    await writeFile(join(folder, "page.js"), PANEL_PAGE);
    await buildScript("bundle", relative(SRC, join(folder, "page.js")), folder);
    return await readFile(join(folder, "bundle.js"), "utf8");
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A page with the panel's script, and a store that was filled. @param {string} script @param {number} rows @param {number} longest */
async function filledPage(script, rows, longest) {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await page.setContent("<!doctype html><div id=panel style='position: fixed; inset: 0'></div>");
  await page.addScriptTag({ content: script });
  await page.evaluate(`panelBench.fill(${rows}, ${longest})`);
  return page;
}

/** Megabytes that a page's scripts hold once all that is free has been collected. @param {import("@playwright/test").Page} page */
async function heldBy(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize, backingStorageSize } = await session.send("Runtime.getHeapUsage");
  return (usedSize + backingStorageSize) / 1e6;
}

/** How long the panel takes to open, and what it holds: with usual payloads, and with as much payload as it keeps. */
async function measurePanel() {
  const script = await panelScript();
  /** @type {number[]} */
  const times = [];
  const page = await filledPage(script, ROWS, 120);
  for (let round = 1; round <= ROUNDS; round++) {
    progress.show(`opening, round ${round}`);
    times.push(Number(await page.evaluate("panelBench.open()")));
    if (round < ROUNDS) await page.evaluate("panelBench.close()");
  }
  const usual = await heldBy(page);
  await page.close();
  progress.show("memory at its bounds");
  const full = await filledPage(script, 2 * ROWS, 600);
  await full.evaluate("panelBench.open()");
  const most = await heldBy(full);
  await full.close();
  return { times: spread(times), usual, most };
}

const VARIANTS = /** @type {const} */ (["alone", "with the tap", "with the tap and the panel in it"]);

/** @param {(typeof VARIANTS)[number]} variant */
function html(variant) {
  const tap = variant === "alone" ? "" : "<script src='/tap.js'></script>";
  const panel = variant === VARIANTS[2] ? "<script src='/inline.js'></script>" : "";
  return `<!doctype html><body>${tap}<script src='/sdk.js'></script><script>
io({ transports: ["websocket"] }).on("tick", () => globalThis.heard++);
globalThis.heard = 0;
</script>${panel}`;
}

/** A server of those pages that sends events to whoever is there. */
async function startServer() {
  const inline = at("../devtools-extension/dist/inline/");
  /** @type {Readonly<Record<string, string>>} */
  const scripts = {
    "/sdk.js": await readFile(at("../sdk/dist/upwire.min.js"), "utf8"),
    "/tap.js": await readFile(`${inline}tap.js`, "utf8"),
    "/inline.js": await readFile(`${inline}inline.js`, "utf8"),
  };
  const http = createServer(({ url = "" }, response) => {
    const script = scripts[url];
    if (script !== undefined) return response.setHeader("Content-Type", "text/javascript").end(script);
    const variant = VARIANTS[Number(url.slice(1))] ?? VARIANTS[0];
    return response.setHeader("Content-Type", "text/html").end(html(variant));
  });
  const io = new Server(http);
  const url = `http://127.0.0.1:${await listen(http)}/`;
  return { io, url };
}

/** Runs in the page: how often it was drawn, and the longest that it was not. @param {number} milliseconds */
function watchFrames(milliseconds) {
  const started = performance.now();
  /** @type {number[]} */
  const gaps = [];
  return new Promise((/** @type {(gaps: number[]) => void} */ resolve) => {
    let last = started;
    const tick = (/** @type {number} */ now) => {
      gaps.push(now - last);
      last = now;
      if (now - started < milliseconds) requestAnimationFrame(tick);
      else resolve(gaps);
    };
    requestAnimationFrame(tick);
  });
}

/** CPU seconds of all pages of the browser so far. */
async function pageCpu() {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo.filter(({ type }) => type === "renderer").reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** @param {Awaited<ReturnType<typeof startServer>>} server @param {number} variant */
async function measureFlood({ io, url }, variant) {
  progress.show(`${RATE} events/s, page ${VARIANTS[variant]}`);
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  const connected = new Promise((resolve) => io.once("connection", resolve));
  await page.goto(`${url}${variant}`);
  await connected;
  const started = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = ((performance.now() - started) * RATE) / 1_000;
    for (; sent < due; sent++) io.emit("tick", EVENT);
  }, TICK);
  const before = await pageCpu();
  const gaps = await page.evaluate(watchFrames, SECONDS * 1_000);
  const cpu = (((await pageCpu()) - before) / SECONDS) * 100;
  clearInterval(timer);
  await page.waitForFunction((count) => Reflect.get(globalThis, "heard") === count, sent);
  await page.close();
  return { fps: gaps.length / SECONDS, longest: Math.max(...gaps), cpu };
}

const progress = new Progress();
const browser = await chromium.launch(findChromium()?.use.launchOptions);
const { times, usual, most } = await measurePanel();
const server = await startServer();
/** @type {({ readonly name: string } & Awaited<ReturnType<typeof measureFlood>>)[]} */
const floods = [];
for (const [index, name] of VARIANTS.entries()) floods.push({ name, ...(await measureFlood(server, index)) });
progress.clear();
const version = browser.version();
await browser.close();
await server.io.close();

const least = Math.min(TARGETS.fps, TARGETS.part * (floods[0]?.fps ?? Number.NaN));
const { date, platform, cores, cpu } = machine();
const verdict = (/** @type {boolean} */ held) => (held ? "held" : "missed");
/** With the panel in it a page is drawn less, which is told and no fault: in the developer tools the panel is elsewhere. @param {(typeof floods)[number]} flood */
const floodLine = ({ name, fps, longest, cpu: share }) => {
  const held = name === VARIANTS[2] ? "– |" : `${least.toFixed(0)} | ${verdict(fps >= least)}`;
  return `| ${name} | **${fps.toFixed(1)}** | ${longest.toFixed(0)} | ${share.toFixed(0)} | ${held} |`;
};
const table = `| panel with ${ROWS} rows | measured | target |  |
| --- | ---: | ---: | --- |
| opening until it is painted, ms | **${times.median.toFixed(0)}** (${times.min.toFixed(0)}–${times.max.toFixed(0)}) | ${TARGETS.open} | ${verdict(times.median <= TARGETS.open)} |
| memory of its scripts, usual payloads, MB | **${usual.toFixed(0)}** | ${TARGETS.memory} | ${verdict(usual <= TARGETS.memory)} |
| memory of its scripts, as much payload as it keeps, MB | **${most.toFixed(0)}** | ${TARGETS.memory} | ${verdict(most <= TARGETS.memory)} |

| page that gets ${RATE} events/s for ${SECONDS} s | drawn per second | longest pause, ms | CPU of its process, % of a core | target |  |
| --- | ---: | ---: | ---: | ---: | --- |
${floods.map(floodLine).join("\n")}
`;
console.log(table);
if (options.write) {
  await writeFile(
    at("PANEL.md"),
    `# What the extension's panel costs

Written by \`node bench/panel.mjs --write\`. In the last line the panel is in the page itself and shares its thread; in the developer
tools it has a process of its own. Server, browser and painting (without graphics hardware) share the machine's cores, so that a page alone may
not be drawn more often either: the target is ${TARGETS.fps} times a second, or ${TARGETS.part * 100} % of what the page gets alone.

${date}, Chromium ${version}, ${platform}, ${cores} cores (${cpu}).

${table}`,
  );
}
