import { expect } from "@playwright/test";
import { eventually } from "../fixtures/eventually.ts";
import { test } from "../fixtures/test.ts";

/** A page may have begun to reconnect just when it was left; such a session ends by its heartbeat. */
const HEARTBEAT = { pingInterval: 500, pingTimeout: 1_500 };

for (const transport of ["polling", "websocket"] as const) {
  test(`a reload leaves no ghost on the server, and connects again, over ${transport}`, async ({
    open,
    page,
    serve,
  }) => {
    const app = await serve(HEARTBEAT);
    const realm = await open("window", app);
    await (await realm.connect(app.url, { transports: [transport] })).saw("connect");
    await page.reload();
    await app.journal.nth("disconnect");
    const again = await realm.connect(app.url, { transports: [transport] });
    await again.saw("connect");
    await eventually(() => app.io.engine.clientsCount).toBe(1);
    expect(app.io.of("/").sockets.size).toBe(1);
  });

  test(`a page that is left for another leaves no ghost over ${transport}`, async ({ open, page, serve }) => {
    const app = await serve(HEARTBEAT);
    const realm = await open("window", app);
    await (await realm.connect(app.url, { transports: [transport] })).saw("connect");
    await page.goto(`${app.url}/script-tag.html`);
    await app.journal.nth("disconnect");
    await eventually(() => app.io.engine.clientsCount).toBe(0);
  });

  test(`a page that is left and come back to is connected again over ${transport}, and leaves no ghost`, async ({
    page,
    serve,
  }) => {
    const app = await serve(HEARTBEAT);
    await page.goto(`${app.url}/window.html?connect=${transport}`);
    await app.socket();
    await page.goto(`${app.url}/script-tag.html`);
    await app.journal.nth("disconnect");
    // Out of the browser's cache of whole pages, or loaded anew: as this browser does it.
    await page.goBack();
    const asked = { name: "ask", args: [0, ["echo", "are you back?"]] } as const;
    const answer = await page.evaluate(async (question) => globalThis.upwirePage?.run(question), asked);
    expect(answer).toEqual({ value: "are you back?" });
    await eventually(() => app.io.engine.clientsCount).toBe(1);
    expect(app.io.of("/").sockets.size).toBe(1);
  });
}

test("a Worker that is terminated leaves no ghost", async ({ app, open, page }) => {
  const link = await (await open("Worker", app)).connect(app.url);
  await link.saw("upgrade confirmed");
  await page.evaluate(() => globalThis.upwirePage?.terminate?.());
  await app.journal.nth("disconnect");
  expect(app.io.engine.clientsCount).toBe(0);
});

test("a SharedWorker whose last page has gone leaves no ghost", async ({ open, page, serve }) => {
  // An engine may keep the page it can come back to, and its worker asleep with the link open.
  const app = await serve(HEARTBEAT);
  const link = await (await open("SharedWorker", app)).connect(app.url);
  await link.saw("upgrade confirmed");
  await page.goto(`${app.url}/script-tag.html`);
  await app.journal.nth("disconnect");
  expect(app.io.engine.clientsCount).toBe(0);
});

test("two tabs at once have a connection each, and hear each other", async ({ app, context, open }) => {
  app.io.on("connection", (socket) => {
    socket.on("tell", (value: unknown) => socket.broadcast.emit("told", value));
  });
  const first = await (await open("window", app)).connect(app.url);
  const second = await (await open("window", app, await context.newPage())).connect(app.url);
  await Promise.all([first.saw("connect"), second.saw("connect")]);
  await first.emit("tell", "from the first");
  expect(await second.saw("event told")).toEqual(["from the first"]);
  await second.emit("tell", "from the second");
  expect(await first.saw("event told")).toEqual(["from the second"]);
  expect(app.io.engine.clientsCount).toBe(2);
});

test("two tabs share the SDK in one SharedWorker, and its connection outlives the tab that opened it", async ({
  app,
  context,
  open,
  page,
}) => {
  const link = await (await open("SharedWorker", app)).connect(app.url);
  await link.saw("upgrade confirmed");
  const other = await open("SharedWorker", app, await context.newPage());
  await page.close();
  // The same driver, so its first link is the one that the first tab has opened.
  expect(await other.call("ask", 0, ["echo", "through the second tab"])).toEqual({ value: "through the second tab" });
  expect(app.journal.all("session")).toHaveLength(1);
  expect(app.journal.all("disconnect")).toEqual([]);
});
