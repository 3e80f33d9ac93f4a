import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, cpus, totalmem } from "node:os";

const PACKAGES = [
  "ws",
  "engine.io",
  "socket.io",
  "engine.io-parser",
  "socket.io-parser",
  "socket.io-client",
  "esbuild",
];

/** Most packages do not export their package.json, so it is looked for where the package would be. @param {string} name */
function installedVersion(name) {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const file = folders.map((folder) => `${folder}/${name}/package.json`).find((path) => existsSync(path));
  if (!file) throw new Error(`${name} is not installed: run npm ci`);
  return `${name} ${JSON.parse(readFileSync(file, "utf8")).version}`;
}

/** What a reader must know of where figures come from to compare them with their own; nothing that names the machine. */
export function machine() {
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    packages: PACKAGES.map(installedVersion),
  };
}
