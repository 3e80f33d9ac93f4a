import { expect } from "@playwright/test";
import { accountedFor, flood } from "../../fixtures/panel/flood.ts";
import { test } from "../fixtures/test.ts";

test("10 000 packets a second leave the page answering, and are lost only with a count", async ({
  page,
  app,
  panel,
}) => {
  await page.evaluate(() => {
    globalThis.pageSocket = globalThis.officialIo({ transports: ["websocket"] });
  });
  const { sent, beats } = await flood(page, "pageSocket", await app.socket());
  // It answers whoever asks, in the worst case now and then.
  expect(beats).toBeGreaterThan(5);
  const status = async (): Promise<string> => (await panel.texts({ role: "region", name: "Status" })).join(" ");
  await expect.poll(async () => accountedFor(await status())).toBeGreaterThanOrEqual(sent);
});
