// Runs before anything is installed, so it imports nothing but Node and its two neighbours that do the same.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./root.mjs";
import { runOrExit } from "./run.mjs";

const OLDEST_NODE = [20, 19];

/** Installs the npm dependencies when they are missing or differ from the lockfile, so that every script can be run first. */
export async function bootstrap() {
  refuseOldNode();
  if (await installed()) return;
  console.log("Installing dependencies (npm install), about a minute …");
  // Not `npm ci`: it refuses a lockfile written where the registry had not the builds for every other platform.
  await runOrExit("npm", ["install", "--no-audit", "--no-fund"]);
}

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  console.error(`Upwire needs Node ${OLDEST_NODE.join(".")} or later; this is ${process.versions.node}.`);
  process.exit(1);
}

/** Whether what npm says it installed is what the lockfile asks for. */
async function installed() {
  const wanted = await packagesOf("package-lock.json");
  const present = await packagesOf(join("node_modules", ".package-lock.json"));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    if (!path.startsWith("node_modules/") && !path.includes("/node_modules/")) return true;
    const found = present[path];
    // Optional packages of other platforms are never there.
    if (!found) return optional === true;
    return link === true || found.version === version;
  });
}

/**
 * @param {string} lockfile
 * @returns {Promise<Record<string, { version?: string, optional?: boolean, link?: boolean }> | undefined>}
 */
async function packagesOf(lockfile) {
  try {
    return JSON.parse(await readFile(join(root, lockfile), "utf8")).packages;
  } catch {
    return undefined;
  }
}
