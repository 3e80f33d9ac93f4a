import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Report, VictimCommand } from "./victim-messages.ts";

interface Answer {
  readonly id: number;
  readonly report?: Report | undefined;
  readonly error?: string;
}

/** Longest that a living process takes to answer; one whose loop is busy with an attacker's input does not make it. */
const PATIENCE = 8_000;

/** The server's process. */
export class Child {
  /** What it wrote to stderr. */
  stderr = "";
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #ids = 0;

  private constructor() {
    const script = fileURLToPath(new URL("server-process.mjs", import.meta.url));
    const execArgv = ["--expose-gc"];
    this.#process = fork(script, { execArgv, serialization: "advanced", stdio: ["ignore", "ignore", "pipe", "ipc"] });
    this.#process.stderr?.setEncoding("utf8").on("data", (text: string) => void (this.stderr += text));
    // True because that is all the process sends.
    this.#process.on("message", (answer) => this.#take(answer as Answer));
    this.#process.on("exit", (code, signal) => {
      for (const id of this.#waiting.keys()) this.#take({ id, error: `the server's process ended: ${signal ?? code}` });
    });
  }

  /** Starts a process, and waits until it can be talked to. */
  static async start(): Promise<Child> {
    const child = new Child();
    await new Promise<void>((resolve, reject) => {
      child.#waiting.set(0, ({ error }) => (error === undefined ? resolve() : reject(new Error(error + child.stderr))));
    });
    return child;
  }

  get alive(): boolean {
    return this.#process.connected && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Says something to the process and takes its answer, which "close" leaves empty. */
  async tell(command: VictimCommand): Promise<Report | undefined> {
    const id = ++this.#ids;
    let timer: NodeJS.Timeout | undefined;
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve);
      timer = setTimeout(() => this.#take({ id, error: "the server's process does not answer" }), PATIENCE);
      if (this.alive) this.#process.send({ id, command });
      else this.#take({ id, error: "the server's process has ended" });
    });
    clearTimeout(timer);
    if (answer.error !== undefined) throw new Error(`${answer.error}\n${this.stderr}`);
    return answer.report;
  }

  async kill(): Promise<void> {
    if (!this.alive) return;
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await ended;
  }

  #take(answer: Answer): void {
    const resolve = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    resolve?.(answer);
  }
}
