import { writeFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

// How fast the panel of the DevTools extension takes records in, and how long a filter over all its rows takes.
// `node bench/panel-filter.mjs [rows]`, after `npm run build` (it bundles the store from its sources and the built protocol).

const ROWS = Number(process.argv[2] ?? 100_000);
const BATCH = 256;
/** Runs of each filter, of which the median counts. */
const RUNS = 9;

/**
 * What is measured of the store.
 * @typedef {object} Store
 * @property {readonly unknown[]} rows
 * @property {readonly unknown[]} visible
 * @property {(batch: unknown) => void} add
 * @property {(filter: unknown) => unknown} setFilter
 */

/** The store's module, bundled for Node. @returns {Promise<{ Store: new (options: { maxRows: number }) => Store }>} */
async function storeModule() {
  const entry = fileURLToPath(new URL("../devtools-extension/src/panel/store/store.ts", import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
  });
  const folder = await mkdtemp(join(tmpdir(), "panel-filter-"));
  try {
    const file = join(folder, "store.mjs");
    await writeFile(file, outputFiles[0]?.contents ?? "");
    return await import(pathToFileURL(file).href);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A batch of frames as a busy page sends them, with acknowledgements and some binary. @param {number} seq @returns {unknown[]} */
function frames(seq) {
  return Array.from({ length: BATCH }, (_, index) => {
    const id = seq + index;
    const text =
      id % 10 === 0
        ? `42/chat,${id}["ask",{"id":${id},"text":"the quick brown fox"}]`
        : `42["update",{"id":${id},"name":"item number ${id}","tags":["a","b"],"price":${id / 7},"note":"${"x".repeat(id % 120)}"}]`;
    return {
      kind: "frame",
      seq: id,
      at: 1_000_000 + id / 10,
      link: 1,
      direction: id % 3 === 0 ? "out" : "in",
      body: { text, size: text.length },
    };
  });
}

/** @param {readonly number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

const { Store } = await storeModule();
const store = new Store({ maxRows: 2 * ROWS });
const document = { id: "document", frame: 0, url: "https://page.example/" };
const url = "wss://server.example/socket.io/?EIO=4&transport=websocket";
const handshake = `0${JSON.stringify({ sid: "sid", upgrades: [], pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 1e6 })}`;
store.add({
  document,
  records: [
    { kind: "link", seq: 1, at: 1_000_000, link: 1, transport: "websocket", url },
    {
      kind: "frame",
      seq: 2,
      at: 1_000_000,
      link: 1,
      direction: "in",
      body: { text: handshake, size: handshake.length },
    },
  ],
});
const batches = Array.from({ length: Math.ceil(ROWS / BATCH) }, (_, index) => frames(3 + index * BATCH));
const before = process.memoryUsage().heapUsed;
const started = performance.now();
for (const records of batches) store.add({ document, records });
const took = performance.now() - started;
console.log(
  `${store.rows.length} rows in ${took.toFixed(0)} ms: ${Math.round((store.rows.length / took) * 1_000)} frames/s, ${((process.memoryUsage().heapUsed - before) / 1_048_576).toFixed(0)} MiB`,
);

/** @type {readonly (readonly [string, object])[]} */
const FILTERS = [
  ["direction and event", { direction: "in", events: ["update"] }],
  ["size", { minSize: 100, maxSize: 150 }],
  ["text, found often", { search: { text: "number 9" } }],
  ["text, any case", { search: { text: "QUICK BROWN" } }],
  ["text, matching case, found never", { search: { text: "nowhere", matchCase: true } }],
  ["regular expression", { search: { text: String.raw`"price":\d+\.5\d*`, regex: true } }],
  ["everything", {}],
];
for (const [name, filter] of FILTERS) {
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    store.setFilter(filter);
    return performance.now() - start;
  });
  console.log(
    `filter by ${name}: ${median(times).toFixed(1)} ms, slowest ${Math.max(...times).toFixed(1)} ms, ${store.visible.length} rows`,
  );
}
