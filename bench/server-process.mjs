import { setTimeout as delay } from "node:timers/promises";
import { QUIET_CPU } from "./limits.mjs";
import { answerCalls } from "./rpc.mjs";

/** Heap that is still in use once collecting frees nothing more, and what the process takes of the machine by then. */
async function settledMemory() {
  if (!globalThis.gc) throw new Error("start this process with --expose-gc");
  let heap = Number.POSITIVE_INFINITY;
  for (;;) {
    globalThis.gc();
    await delay(100);
    const { rss, heapUsed, external } = process.memoryUsage();
    if (heapUsed + external > heap * 0.999) return { rss, heap: heapUsed + external };
    heap = heapUsed + external;
  }
}

/** Microseconds of CPU that this process has used so far. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Resolves when nothing is left to do, such as burying connections that were closed at once. */
async function idle() {
  for (let used = QUIET_CPU; used >= QUIET_CPU;) {
    const before = cpu();
    await delay(20);
    used = cpu() - before;
  }
}

answerCalls({
  async start(module, options) {
    const peer = await import(module);
    return peer.start(options);
  },
  cpu,
  idle,
  memory: settledMemory,
});
