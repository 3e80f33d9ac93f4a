import type { Command } from "./command.ts";
import { remote } from "./port.ts";

/** What a page of this application offers to a spec: commands for the SDK in the page itself, or in a worker it starts. */
export interface PageRealms {
  /** Carries out a command in the realm that was opened last, else in the page. */
  run: (command: Command) => Promise<unknown>;
  openWorker?: (kind: "Worker" | "SharedWorker" | "service worker") => Promise<void>;
  /** Ends the worker that was opened last, as a page does. */
  terminate?: () => void;
}

declare global {
  /** Set by each page of this application. */
  var upwirePage: PageRealms | undefined;
}

/** Starts a worker of that kind, and hands the commands to it from now on. */
export async function openWorker(kind: "Worker" | "SharedWorker" | "service worker"): Promise<PageRealms> {
  const { port1, port2 } = new MessageChannel();
  const realms: PageRealms = { run: remote(port1) };
  if (kind === "Worker") {
    const worker = new Worker("/worker.js", { type: "module" });
    worker.postMessage("serve", [port2]);
    realms.terminate = () => worker.terminate();
  } else if (kind === "SharedWorker") {
    const worker = new SharedWorker("/shared-worker.js", { type: "module" });
    worker.port.postMessage("serve", [port2]);
  } else {
    await navigator.serviceWorker.register("/service-worker.js", { type: "module" });
    const { active } = await navigator.serviceWorker.ready;
    active?.postMessage("serve", [port2]);
  }
  return realms;
}
