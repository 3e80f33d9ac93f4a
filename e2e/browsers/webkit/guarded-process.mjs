import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Runs the command it is given until its own input ends: when `stop` is called, or when this process is gone, be it by SIGKILL.
 * Then everything that the command has started ends too, and its folder goes, in which the last of it may still write.
 */
const GUARD = `
folder=$1
shift
"$@" </dev/null &
exec 3>&-
trap '' TERM
cat >/dev/null
kill -TERM 0
wait
for _ in 1 2 3 4 5 6 7 8; do rm -rf "$folder" && break; sleep 0.1; done 2>/dev/null
`;

/** How much of what a program complains about is kept. */
const KEPT = 4_000;

/** A program that has a home folder of its own and does not outlive this process. */
export class GuardedProcess {
  #guard;
  #output;
  #errors = "";

  /**
   * @param {string} command
   * @param {readonly string[]} args
   * @param {Readonly<Record<string, string>>} env what it has of its environment besides ours
   */
  static async start(command, args, env = {}) {
    const home = await mkdtemp(join(tmpdir(), "upwire-webkit-"));
    const folders = { HOME: home, XDG_DATA_HOME: home, XDG_CACHE_HOME: home, XDG_CONFIG_HOME: home };
    return new GuardedProcess([home, command, ...args], { ...process.env, ...folders, ...env });
  }

  /**
   * @param {readonly string[]} folderAndCommand
   * @param {NodeJS.ProcessEnv} env
   */
  constructor(folderAndCommand, env) {
    // A process group of its own: Ctrl-C is for us, and we end our browsers.
    this.#guard = spawn("/bin/sh", ["-c", GUARD, "guard", ...folderAndCommand], {
      env,
      detached: true,
      stdio: ["pipe", "ignore", "pipe", "pipe"],
    });
    // True because the fourth of its files is a pipe from it to us.
    this.#output = /** @type {import("node:stream").Readable} */ (this.#guard.stdio[3]);
    this.#guard.stderr?.on("data", (/** @type {Buffer} */ piece) => {
      this.#errors = (this.#errors + piece.toString()).slice(-KEPT);
    });
  }

  /** What the program writes to its file 3; this ends when the program does. */
  get output() {
    return this.#output;
  }

  /** The last of what the program has complained about. */
  get errors() {
    return this.#errors;
  }

  /** Ends the program, and waits until nothing is left of it. */
  async stop() {
    if (this.#guard.exitCode !== null || this.#guard.signalCode !== null) return;
    const ended = once(this.#guard, "exit");
    this.#guard.stdin?.end();
    await ended;
  }
}
