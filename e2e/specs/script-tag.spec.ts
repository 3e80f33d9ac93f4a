import { expect } from "@playwright/test";
import { test } from "../fixtures/test.ts";

test("the script tag's one global is io itself, with what hangs on it", async ({ app, page }) => {
  // The same page but for the script tag; what the browser's driver puts there is in both.
  await page.goto(`${app.url}/window.html`);
  const known = await page.evaluate(() => Object.getOwnPropertyNames(globalThis));
  const response = await page.goto(`${app.url}/script-tag.html`);
  expect(response?.ok()).toBe(true);
  const found = await page.evaluate(() => {
    const { io } = globalThis;
    return {
      kinds: [typeof io, typeof io.Manager, typeof io.Socket, typeof io.connect, typeof io.io],
      protocol: io.protocol,
      names: Object.getOwnPropertyNames(globalThis),
    };
  });
  expect(found.kinds).toEqual(["function", "function", "function", "function", "function"]);
  expect(found.protocol).toBe(5);
  expect(found.names.filter((name) => !known.includes(name))).toEqual(["io"]);
});

test("the script tag's io() without an address connects to the page's own server", async ({ app, page }) => {
  await page.goto(`${app.url}/script-tag.html`);
  const id = await page.evaluate(async () => {
    const socket = globalThis.io();
    await new Promise<void>((resolve) => socket.on("connect", resolve));
    return socket.id;
  });
  expect((await app.socket()).id).toBe(id);
});

test("a Manager of the script tag gives sockets to namespaces over one connection", async ({ app, page }) => {
  app.io.of("/second");
  await page.goto(`${app.url}/script-tag.html`);
  const connected = await page.evaluate(async (url) => {
    const manager = new globalThis.io.Manager(url);
    const sockets = ["/", "/second"].map((nsp) => manager.socket(nsp));
    await Promise.all(sockets.map(async (socket) => new Promise<void>((resolve) => socket.on("connect", resolve))));
    return sockets.map((socket) => socket instanceof globalThis.io.Socket && socket.connected);
  }, app.url);
  expect(connected).toEqual([true, true]);
  expect(app.journal.all("session")).toHaveLength(1);
});

for (const file of ["socket.io.js", "socket.io.min.js", "socket.io.esm.js", "socket.io.esm.min.js"]) {
  test(`${file} is served, and not again while it is unchanged`, async ({ app, request }) => {
    const first = await request.get(`${app.url}/socket.io/${file}`);
    expect(first.status()).toBe(200);
    expect(first.headers()["content-type"]).toMatch(/^text\/javascript/);
    const { etag = "" } = first.headers();
    const second = await request.get(`${app.url}/socket.io/${file}`, { headers: { "if-none-match": etag } });
    expect(second.status()).toBe(304);
  });
}
