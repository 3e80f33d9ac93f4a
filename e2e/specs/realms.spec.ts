import { expect } from "@playwright/test";
import { type RealmName, REALMS } from "../fixtures/realm.ts";
import { test } from "../fixtures/test.ts";

/** What the global object calls itself, and whether it has what only pages have. */
const SCOPES: Readonly<Record<RealmName, { scope: string; window: boolean; document: boolean }>> = {
  window: { scope: "Window", window: true, document: true },
  "script tag": { scope: "Window", window: true, document: true },
  "import map": { scope: "Window", window: true, document: true },
  Worker: { scope: "DedicatedWorkerGlobalScope", window: false, document: false },
  SharedWorker: { scope: "SharedWorkerGlobalScope", window: false, document: false },
  "service worker": { scope: "ServiceWorkerGlobalScope", window: false, document: false },
  Node: { scope: "global", window: false, document: false },
};

for (const name of REALMS) {
  test(`${name}: the SDK runs in a realm of its own kind`, async ({ app, open }) => {
    const realm = await open(name, app);
    expect(await realm.call("realm")).toEqual(SCOPES[name]);
    const link = await realm.connect(app.url);
    expect(await link.ask(["echo", name])).toEqual({ value: name });
  });
}

test("a window, a Worker, a SharedWorker and a service worker run one and the same file", async ({ app, open }) => {
  const files = new Set<string | undefined>();
  for (const name of ["window", "Worker", "SharedWorker", "service worker"] as const) {
    const realm = await open(name, app);
    expect(await (await realm.connect(app.url)).ask(["echo", name])).toEqual({ value: name });
    files.add(await realm.call("file"));
  }
  expect([...files]).toEqual([expect.stringContaining(`${app.url}/assets/`)]);
});
