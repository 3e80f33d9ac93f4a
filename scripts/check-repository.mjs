import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { findViolations } from "./repository-rules.mjs";
import { root } from "./root.mjs";

const { stdout } = await promisify(execFile)("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
  cwd: root,
  maxBuffer: 64 * 1024 * 1024,
});

let count = 0;
for (const path of new Set(stdout.split("\0").filter(Boolean))) {
  const text = await readFile(join(root, path), "utf8").catch(() => undefined);
  // A file that git knows and the disk does not was deleted and not committed yet.
  if (text === undefined) continue;
  for (const { line, message } of findViolations(path, text)) {
    count += 1;
    console.error(`${path}:${line}: ${message}`);
  }
}
console.log(`Repository rules: ${count === 0 ? "all kept" : `${count} broken`}.`);
process.exitCode = count === 0 ? 0 : 1;
