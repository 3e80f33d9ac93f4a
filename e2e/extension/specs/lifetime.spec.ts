import type { Page } from "@playwright/test";
import { packets, sees } from "../fixtures/packets.ts";
import { test } from "../fixtures/test.ts";

/** Emits over the page's one connection, and waits for the answer. */
async function echo(page: Page, text: string): Promise<void> {
  await page.evaluate(async (value) => {
    globalThis.pageSocket ??= globalThis.officialIo();
    await globalThis.pageSocket.emitWithAck("echo", value);
  }, text);
}

test("shows what happened before the panel was opened", async ({ page, app, openPanel }) => {
  await page.goto(`${app.url}/official-client.html`);
  await echo(page, "early");
  const panel = await openPanel();
  await sees(panel, { "Packet type": "0open" }, { Event: "echo", Payload: '"early"' });
  await echo(page, "late");
  await sees(panel, { Payload: '"early"' }, { Payload: '"late"' });
});

test("survives the death of its background, and loses nothing", async ({ page, panel, extension }) => {
  await echo(page, "before");
  await sees(panel, { Payload: '"before"' });
  await extension.endBackground();
  await echo(page, "after");
  await extension.endBackground();
  await echo(page, "again");
  await sees(panel, { Payload: '"before"' }, { Payload: '"after"' }, { Payload: '"again"' });
  // Nothing twice either.
  const events = (await packets(panel)).filter((packet) => packet["Event"] === "echo");
  test.expect(events.map((packet) => packet["Payload"])).toEqual(['"before"', '"after"', '"again"']);
});

test("back-fills what happened while its background was dead and no panel was open", async ({
  page,
  app,
  openPanel,
  extension,
}) => {
  await page.goto(`${app.url}/official-client.html`);
  await extension.endBackground();
  await echo(page, "unwatched");
  await sees(await openPanel(), { Payload: '"unwatched"' });
});

test("goes on after the page was reloaded, with what was before if that is wanted", async ({ page, panel }) => {
  await panel.click({ role: "button", name: "Preserve packets over reloads" });
  await echo(page, "before");
  await sees(panel, { Payload: '"before"' });
  await page.reload();
  await echo(page, "after");
  await sees(panel, { Payload: '"before"' }, { "Packet type": "navigation" }, { Payload: '"after"' });
});
