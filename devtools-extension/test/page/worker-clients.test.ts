import { POLLING } from "./fake-page.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Clients } from "../../src/page/clients.ts";
import { Recorder } from "../../src/page/recorder.ts";
import { WorkerClients } from "../../src/page/worker-clients.ts";

const { listeners } = vi.hoisted(() => ({ listeners: new Map<string, (event: unknown) => void>() }));
// No window is here, and messages between channels take their time.
vi.mock(import("../../src/page/events.ts"), async (original) => ({
  ...(await original()),
  listen: (_target, type, listener) => void listeners.set(type, listener as (event: unknown) => void),
  messageData: (event) => event,
}));

let recorder: Recorder;
let workers: WorkerClients;

beforeEach(() => {
  recorder = new Recorder();
  workers = new WorkerClients(new Clients(recorder));
});

afterEach(() => listeners.get("pagehide")?.(undefined));

/** Whether a client that tells of itself in a shared worker of that address is taken for one of the page's. */
function takesIn(url: string, id: number): boolean {
  const before = recorder.ring.last;
  listeners.get("message")?.([id, 0, `[object SharedWorkerGlobalScope] ${url}`, "", POLLING, "open"]);
  return recorder.ring.last > before;
}

describe("the workers of a page", () => {
  it("are remembered up to a number, and then the newest", () => {
    for (let number = 0; number < 1_001; number++) workers.started(`https://page.example/${number}.js`, true);
    expect(takesIn("https://page.example/1000.js", 1)).toBe(true);
    expect(takesIn("https://page.example/1.js", 2)).toBe(true);
    expect(takesIn("https://page.example/0.js", 3)).toBe(false);
  });
});
