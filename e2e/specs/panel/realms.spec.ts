import { expect } from "@playwright/test";
import { connectOfficial } from "../../fixtures/panel/official.ts";
import { test } from "../../fixtures/panel/test.ts";

for (const realm of ["window", "Worker", "SharedWorker"] as const) {
  test(`shows the packets of our SDK in a ${realm}, also those from before it was opened`, async ({
    app,
    tapped,
    open,
    showPanel,
  }) => {
    const link = await (await open(realm, app, tapped)).connect(app.url);
    await link.ask(["echo", { from: realm }]);
    const panel = await showPanel();
    await expect(panel.rows("42event", "echo")).toContainText(`{"from":"${realm}"}`);
    await expect(panel.rows("43ack", "ms")).toContainText(`[{"from":"${realm}"}]`);
    await link.emit("say", { binary: "Uint8Array", base64: "yv4=" });
    await expect(panel.rows("binary event", "said")).toContainText("+1 binary");
    await expect(panel.tree.getByRole("treeitem", { name: realm })).toHaveCount(1);
  });
}

test("shows polling, the upgrade and WebSocket of socket.io-client 4 on one timeline", async ({ app, openPanel }) => {
  const panel = await openPanel(`${app.url}/official-client.html`);
  await connectOfficial(panel.page, app.url);
  await expect(panel.rows("5upgrade")).toHaveCount(1);
  await panel.page.evaluate(() => globalThis.officialSocket?.emit("note", "over WebSocket"));
  await expect(panel.rows("over WebSocket")).toHaveCount(1);
  const lines = await panel.rows().allInnerTexts();
  const wanted = [/poll[^]*0open/, /ws[^]*2ping[^]*probe/, /ws[^]*3pong[^]*probe/, /ws[^]*5upgrade/, /ws[^]*42event/];
  const places = wanted.map((line) => lines.findIndex((text) => line.test(text)));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((one, other) => one - other));
});

test("shows a page of socket.io-client 2, which speaks Engine.IO 3", async ({ serve, openPanel }) => {
  const app = await serve({ allowEIO3: true });
  const panel = await openPanel(`${app.url}/official-client-2.html`);
  await panel.page.evaluate(async () => {
    const socket = globalThis.officialIo2();
    await new Promise<void>((resolve) => socket.emit("echo", { text: "hello" }, () => resolve()));
    socket.emit("say", new Uint8Array([1, 2, 3]).buffer, "with bytes");
  });
  await expect(panel.rows("42event", "echo")).toContainText("ms");
  await expect(panel.rows("binary event", "said")).toContainText("+1 binary");
  await expect(panel.tree).toContainText("eio3");
});
