import { expect } from "@playwright/test";
import { connectOfficial } from "../../fixtures/panel/official.ts";
import { test } from "../../fixtures/panel/test.ts";

test("shows live packets of an official client with ack, latency and joined attachment, and hostile text as text", async ({
  app,
  openPanel,
}) => {
  const panel = await openPanel(`${app.url}/official-client.html`);
  await expect(panel.list).toContainText("No Socket.IO or Engine.IO connection seen yet");
  await connectOfficial(panel.page, app.url, { transports: ["websocket"] });
  await panel.page.evaluate(() => {
    const socket = globalThis.officialSocket;
    socket?.emit("echo", { user: { name: "Ada" }, list: Array.from({ length: 250 }, (_, index) => index) }, () => {});
    socket?.emit("<img src=x onerror=alert(1)>\u202e", "__proto__");
    socket?.emit("say", new Uint8Array([1, 2, 3, 250]));
  });
  await expect(panel.rows("0open").first()).toBeVisible();
  await expect(panel.rows("42event", "echo")).toContainText("ms");
  await expect(panel.rows("43ack")).toContainText("ms");
  await expect(panel.rows("45binary event", "said")).toContainText("+1 binary");
  await expect(panel.rows("<img src=x onerror=alert(1)>\\u202e")).toHaveCount(1);
  await expect(panel.page.locator("upwire-devtools img")).toHaveCount(0);
  await expect(panel.tree.getByRole("treeitem", { name: "open" })).toContainText("ws");

  await panel.rows("42event", "echo").click();
  await expect(panel.rows("42event", "echo")).toHaveAttribute("aria-selected", "true");
  const payload = panel.detail.getByRole("tree", { name: "Payload" });
  await payload.getByRole("treeitem", { name: "1:" }).click();
  await payload.getByRole("treeitem", { name: "list:" }).click();
  await expect(payload.getByText("Show 100 more of 150")).toBeVisible();
  await payload.getByText("Show 100 more of 150").click();
  await expect(payload.getByText("Show 50 more of 50")).toBeVisible();
  await panel.tab("Raw").click();
  await expect(panel.detail.getByLabel("Raw frame")).toContainText('420["echo",{"user":{"name":"Ada"}');
  await panel.button("Go to ack").click();
  await expect(panel.rows("43ack")).toHaveAttribute("aria-selected", "true");

  await panel.rows("45binary event", "said").click();
  await panel.tab("Payload").click();
  await expect(panel.detail.getByRole("group", { name: "Attachment 1 in hexadecimal" })).toContainText("01 02 03 fa");
});

test("filters, searches, compares, marks, pauses and clears", async ({ app, openPanel }) => {
  const panel = await openPanel(`${app.url}/official-client.html`);
  await connectOfficial(panel.page, app.url);
  await panel.page.evaluate(() => {
    for (let number = 0; number < 5; number++) globalThis.officialSocket?.emit("note", { number, kept: "same" });
    globalThis.officialSocket?.emit("say", "other");
  });
  await expect(panel.rows("said")).toHaveCount(1);

  await panel.button("Filter").click();
  await panel.page.getByText("Socket.IO type").click();
  await panel.page.getByLabel("event", { exact: true }).check();
  await panel.page.getByRole("combobox", { name: "Direction" }).selectOption("sent");
  await expect(panel.rows()).toHaveCount(6);
  await panel.search.fill('number":[12]');
  await expect(panel.rows()).toHaveCount(0);
  await expect(panel.list).toContainText("No packet passes the filter");
  await panel.button("Use regular expression").click();
  await expect(panel.rows()).toHaveCount(2);
  await panel.search.fill("(");
  await expect(panel.page.getByRole("alert")).toContainText(/unterminated|missing|invalid/i);
  await expect(panel.rows()).toHaveCount(2);
  await panel.search.fill('number":[12]');
  await expect(panel.page.getByRole("alert")).toHaveCount(0);

  await panel.rows().first().click();
  await panel.button("Compare").click();
  await panel.button("Bookmark").click();
  await panel.rows().last().click();
  await panel.tab("Diff").click();
  await expect(panel.detail.getByRole("row", { name: "changed 1.number 1 2" })).toBeVisible();
  await expect(panel.detail.getByRole("row", { name: /kept/ })).toHaveCount(0);

  await panel.search.fill("");
  await panel.page.getByRole("checkbox", { name: "bookmarked" }).check();
  await expect(panel.rows()).toHaveCount(1);
  await panel.button("Reset").click();

  await panel.button("Pause").click();
  await panel.page.evaluate(() => globalThis.officialSocket?.emit("say", "while paused"));
  await expect(panel.status).toContainText("waiting until you resume");
  await expect(panel.rows("while paused")).toHaveCount(0);
  await panel.button("Resume").click();
  await expect(panel.rows("while paused").first()).toBeVisible();
  await panel.button("Clear").click();
  await expect(panel.rows("while paused")).toHaveCount(0);
});
