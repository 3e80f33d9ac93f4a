import { cp, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { buildPages, buildScript } from "./bundle.mjs";
import { BROWSERS, manifest } from "./manifest.mjs";
import { zip } from "./zip.mjs";

const DIST = at("../dist");

/** Scripts that run where modules do not. */
const SCRIPTS = { tap: "page/tap.ts", content: "content/content.ts", background: "background/background.ts" };

// Elsewhere first, so that a build that fails leaves the last good one.
const work = at(`../../node_modules/.cache/upwire-extension-${process.pid}`);
await mkdir(work, { recursive: true });
try {
  await buildInto(work);
  await rm(DIST, { recursive: true, force: true });
  await rename(work, DIST);
} finally {
  await rm(work, { recursive: true, force: true });
}

/** @param {string} out */
async function buildInto(out) {
  const shared = `${out}/shared`;
  await buildPages(shared);
  for (const [name, entry] of Object.entries(SCRIPTS)) await buildScript(name, entry, shared);
  await cp(at("../icons"), `${shared}/icons`, { recursive: true, filter: (path) => !path.endsWith(".svg") });
  await cp(at("../../LICENSE"), `${shared}/LICENSE`);
  for (const browser of BROWSERS) {
    const folder = `${out}/${browser}`;
    const declared = await manifest(browser);
    await cp(shared, folder, { recursive: true });
    await writeFile(`${folder}/manifest.json`, `${JSON.stringify(declared, undefined, 2)}\n`);
    await zip(folder, `${out}/upwire-devtools-${browser}-${declared.version}.zip`);
  }
  // The panel for a page without the extension, which brings its own tap.
  await buildScript("inline", "shells/inline/inline.ts", `${out}/inline`);
  await cp(`${shared}/tap.js`, `${out}/inline/tap.js`);
  await rm(shared, { recursive: true });
}

/** @param {string} path */
function at(path) {
  return fileURLToPath(new URL(path, import.meta.url));
}
