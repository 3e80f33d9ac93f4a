import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { zipSync } from "fflate";

/** The first moment that a zip can hold, so that the same files make the same zip. */
const MTIME = new Date(1980, 0, 1);

/**
 * Packs a folder, the same way each time.
 *
 * @param {string} folder
 * @param {string} file
 */
export async function zip(folder, file) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  /** @type {import("fflate").Zippable} */
  const files = {};
  for (const path of paths.toSorted()) files[relative(folder, path).split(sep).join("/")] = await readFile(path);
  await writeFile(file, zipSync(files, { level: 9, mtime: MTIME }));
}
