import { expect, type Page } from "@playwright/test";
import { eventually } from "../../fixtures/eventually.ts";
import { FOREIGN_SITE, OTHER_SITE } from "../fixtures/foreign-sites.ts";
import { packets, sees } from "../fixtures/packets.ts";
import { test } from "../fixtures/test.ts";

async function tapped(page: Page): Promise<boolean> {
  return page.evaluate(() => Reflect.has(globalThis, Symbol.for("upwire.devtools")));
}

test.describe("beyond this machine", () => {
  test.use({ sites: [`http://${FOREIGN_SITE}/*`] });

  test("shows the packets of a site that it was let onto", async ({ page, app, openPanel }) => {
    const url = app.url.replace("127.0.0.1", FOREIGN_SITE);
    // The scripts are registered a moment after the extension was let onto the site.
    await eventually(async () => {
      await page.goto(`${url}/official-client.html`);
      return tapped(page);
    }).toBe(true);
    const panel = await openPanel();
    await page.evaluate(async () => globalThis.officialIo().emitWithAck("echo", "from elsewhere"));
    await sees(panel, { Event: "echo", Payload: '"from elsewhere"' });
  });

  test("leaves every other site alone", async ({ page, app }) => {
    await page.goto(`${app.url.replace("127.0.0.1", OTHER_SITE)}/official-client.html`);
    expect(await tapped(page)).toBe(false);
  });
});

test("shows a panel the traffic of its own tab and of no other", async ({ page, context, app, panel }) => {
  const other = await context.newPage();
  await other.goto(`${app.url}/official-client.html`);
  await other.evaluate(async () => globalThis.officialIo().emitWithAck("echo", "of another tab"));
  await page.evaluate(async () => globalThis.officialIo().emitWithAck("echo", "of this tab"));
  await sees(panel, { Event: "echo", Payload: '"of this tab"' });
  expect((await packets(panel)).filter((packet) => packet["Event"] === "echo")).toHaveLength(1);
});
