import { expect } from "@playwright/test";
import { connectOfficial } from "../../fixtures/panel/official.ts";
import type { PanelPage } from "../../fixtures/panel/panel-page.ts";
import { test } from "../../fixtures/panel/test.ts";

/** Chooses one of the values behind a button of the filter bar. */
async function choose(panel: PanelPage, facet: string, value: string): Promise<void> {
  const bar = panel.page.getByRole("group", { name: "Filter", exact: true });
  await bar.locator("summary", { hasText: facet }).click();
  const option = bar.getByRole("group", { name: facet }).getByLabel(value, { exact: true });
  await option.check();
  await option.press("Escape");
}

/** Writes an amount into a field of the filter bar. */
async function fill(panel: PanelPage, label: string, text: string): Promise<void> {
  // Not by label: listing the labels of a field in a shadow root ends Firefox's process when one of them changes.
  const field = panel.page.getByRole("textbox", { name: label, exact: true });
  await field.fill(text);
  // As when the reader leaves it, of which not every browser tells when it is not in front.
  await field.dispatchEvent("change");
}

test("filters by everything that the list shows", async ({ serve, openPanel }) => {
  // Without heartbeats, which would be rows too.
  const app = await serve({ pingInterval: 300_000 });
  const panel = await openPanel(`${app.url}/official-client.html`);
  await connectOfficial(panel.page, app.url);
  await expect(panel.rows("5upgrade")).toHaveCount(1);
  app.io.of("/admin");
  await panel.page.evaluate(async () => {
    const socket = globalThis.officialSocket;
    await socket?.emitWithAck("echo", "first");
    await socket?.emitWithAck("echo", "second");
    socket?.io.socket("/admin");
    socket?.emit("say", new Uint8Array(5_000), "with bytes");
  });
  await expect(panel.rows("said")).toHaveCount(1);
  await expect(panel.rows("/admin")).toHaveCount(2);
  const all = await panel.rows().count();
  await panel.rows("first").first().click();
  await panel.button("Bookmark").click();
  await panel.button("Filter").click();

  const mark = (name: string): Promise<void> => panel.page.getByRole("checkbox", { name, exact: true }).check();
  const only = async (count: number, ...words: readonly string[]): Promise<void> => {
    await expect(panel.rows()).toHaveCount(count);
    await expect(panel.rows(...words)).toHaveCount(count);
    await panel.button("Reset").click();
  };
  await panel.page.getByRole("combobox", { name: "Direction" }).selectOption("sent");
  await fill(panel, "Acknowledgement id", "1");
  await only(1, "second");
  await choose(panel, "Transport", "websocket");
  await choose(panel, "Engine.IO type", "ping");
  await only(1, "ws", "2ping");
  await choose(panel, "Socket.IO type", "ack");
  await only(2, "43ack");
  await choose(panel, "Namespace", "/admin");
  await only(2, "40connect");
  await choose(panel, "Event", "said");
  await only(1, "45binary event");
  await fill(panel, "Smallest size", "5k");
  await mark("binary");
  await only(2, "+1 binary");
  await mark("bookmarked");
  await mark("acks");
  await only(1, "first");
  await fill(panel, "Largest size", "1 kB");
  await fill(panel, "Earliest time", "0:00");
  await fill(panel, "Latest time", "23:59:59.999");
  await fill(panel, "Least time since the packet before", "0 ms");
  await fill(panel, "Least time to the acknowledgement", "0");
  await fill(panel, "Acknowledgement id", "0");
  await expect(panel.rows()).toHaveCount(2);
  await fill(panel, "Least time to the acknowledgement", "1 min");
  await expect(panel.list).toContainText(`${all} are hidden by it.`);
  await panel.button("Show all packets").click();
  await expect(panel.rows()).toHaveCount(all);
});
