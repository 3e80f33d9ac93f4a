import { expect } from "@playwright/test";
import { accountedFor, flood } from "../../fixtures/panel/flood.ts";
import { connectOfficial } from "../../fixtures/panel/official.ts";
import { test } from "../../fixtures/panel/test.ts";

test("10 000 packets a second leave the page answering, are drawn in part, and are lost only with a count", async ({
  app,
  openPanel,
}) => {
  const panel = await openPanel(`${app.url}/official-client.html`);
  await connectOfficial(panel.page, app.url, { transports: ["websocket"] });
  const { sent, beats } = await flood(panel.page, "officialSocket", await app.socket());
  // It answers whoever asks, in the worst case now and then.
  expect(beats).toBeGreaterThan(5);
  await expect.poll(async () => accountedFor(await panel.status.innerText())).toBeGreaterThanOrEqual(sent);
  expect(await panel.rows().count()).toBeLessThan(100);
  expect(Number(await panel.list.getAttribute("aria-rowcount"))).toBeGreaterThan(1_000);
});

test("a long message comes cut, and whole when asked for", async ({ app, openPanel }) => {
  const panel = await openPanel(`${app.url}/official-client.html`);
  await connectOfficial(panel.page, app.url, { transports: ["websocket"] });
  await panel.page.evaluate(() => globalThis.officialSocket?.emit("note", `${"x".repeat(400_000)}end`));
  await panel.find("xxx", "note");
  await expect(panel.detail).toContainText("Only the beginning of 400 kB is here.");
  await panel.button("Fetch the whole").click();
  await expect(panel.detail).not.toContainText("Only the beginning");
});
