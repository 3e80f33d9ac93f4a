import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { STEP_TIMEOUT } from "./limits.mjs";

/**
 * The parent's side of a child process that answers calls.
 * @typedef {object} Child
 * @property {(method: string, ...args: unknown[]) => Promise<any>} call
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a module of this folder as a process of its own.
 * @param {string} module @param {readonly string[]} execArgv @returns {Child}
 */
export function startChild(module, execArgv = []) {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), { execArgv: [...execArgv] });
  const exited = new Promise((resolve) => child.once("exit", (code) => resolve(code)));
  const gone = exited.then((code) => Promise.reject(new Error(`${module} ended with code ${code}`)));
  gone.catch(() => {});
  // A child that has died is reported by its exit code; that a message did not reach it adds nothing.
  child.on("error", () => {});
  return {
    async call(method, ...args) {
      /** @type {Promise<any>} */
      const reply = new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${module}: ${method} took too long`)), STEP_TIMEOUT);
        child.once("message", (/** @type {any} */ message) => {
          clearTimeout(timer);
          if ("error" in message) reject(new Error(message.error));
          else resolve(message.result);
        });
      });
      child.send({ method, args });
      return Promise.race([reply, gone]);
    },
    async stop() {
      if (child.connected) child.send({ method: "stop", args: [] });
      await exited;
    },
  };
}

/**
 * The child's side: answers calls one after the other with what the methods return or throw, and ends when told or orphaned.
 * @param {Readonly<Record<string, (...args: any[]) => unknown>>} methods
 */
export function answerCalls(methods) {
  const answer = async (/** @type {string} */ method, /** @type {unknown[]} */ args) => {
    try {
      process.send?.({ result: await methods[method]?.(...args) });
    } catch (error) {
      process.send?.({ error: error instanceof Error ? error.message : String(error) });
    }
  };
  process.on("disconnect", () => process.exit());
  process.on("message", (/** @type {{ method: string, args: unknown[] }} */ { method, args }) => {
    if (method === "stop") process.exit();
    void answer(method, args);
  });
}
