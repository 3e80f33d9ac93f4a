import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { root } from "./root.mjs";

/**
 * Runs a command from the repository's folder with its output on this terminal and answers its exit code (1 when it was
 * killed or could not be started). Programs of `node_modules/.bin` are found by name.
 *
 * @param {string} command
 * @param {readonly string[]} [args]
 * @param {{ cwd?: string, env?: Record<string, string>, timeout?: number }} [options]
 * @returns {Promise<number>}
 */
export function run(command, args = [], options = {}) {
  const path = join(root, "node_modules", ".bin") + delimiter + (process.env.PATH ?? "");
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: { ...process.env, PATH: path, ...options.env },
      // No stdin: nothing here may wait for an answer.
      stdio: ["ignore", "inherit", "inherit"],
      // npm and the programs of .bin are command files there.
      shell: process.platform === "win32",
      ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
    });
    child.once("error", (error) => {
      console.error(`${command} could not be started: ${error.message}`);
      resolve(1);
    });
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

/**
 * Like `run`, but ends this process with the command's exit code when that is not 0.
 *
 * @param {string} command
 * @param {readonly string[]} [args]
 * @param {{ cwd?: string, env?: Record<string, string>, timeout?: number }} [options]
 */
export async function runOrExit(command, args, options) {
  const code = await run(command, args, options);
  if (code !== 0) process.exit(code);
}
