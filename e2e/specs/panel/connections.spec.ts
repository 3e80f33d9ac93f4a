import { expect } from "@playwright/test";
import { blockWebSocket } from "../../fixtures/fault-proxy/toxics/block-web-socket.ts";
import { test } from "../../fixtures/panel/test.ts";

test("draws the upgrade of our client, and counts its heartbeats", async ({ serve, tapped, open, showPanel }) => {
  const app = await serve({ pingInterval: 300, pingTimeout: 2_000 });
  const realm = await open("window", app, tapped);
  const panel = await showPanel();
  const link = await realm.connect(app.url);
  await link.saw("upgrade confirmed");
  await panel.tab("Upgrade").click();
  await expect(panel.page.getByRole("tabpanel")).toContainText(/Moved to WebSocket after [\d.]+ m?s/);
  const steps = panel.page.getByRole("list", { name: "Steps of the upgrade" }).getByRole("listitem");
  await expect(steps.filter({ hasText: "2probe" })).toHaveCount(1);
  await expect(steps.filter({ hasText: "3probe" })).toHaveCount(1);
  await expect(steps.filter({ hasText: "5 upgrade" })).toHaveCount(1);
  await expect(panel.page.getByRole("img", { name: /Sequence diagram/ })).toBeVisible();

  await panel.tab("Heartbeats").click();
  const beats = panel.page.getByRole("table", { name: "Heartbeats" }).getByRole("row");
  await expect(beats.filter({ hasText: "from the server" }).nth(1)).toContainText("ms");
  await expect(panel.page.getByRole("meter")).toBeVisible();

  await link.ask(["echo", "answered"]);
  await panel.tab("Statistics").click();
  for (const chart of [
    /^Messages per second/,
    /^Bytes per second/,
    /^Queue: unanswered events/,
    /^Queue: waiting in the client/,
  ])
    await expect(panel.page.getByRole("img", { name: chart })).toBeVisible();
  await expect(panel.page.getByRole("img", { name: /^Acknowledgements: 1 below/ })).toBeVisible();
  await expect(panel.page.getByRole("table", { name: "Events" }).getByRole("row", { name: /^echo/ })).toContainText(
    "1",
  );
});

test("says why an upgrade failed, how a lost connection came back, and what is wrong", async ({
  app,
  tapped,
  open,
  showPanel,
}) => {
  app.proxy.use(blockWebSocket(403));
  const realm = await open("window", app, tapped);
  const panel = await showPanel();
  const link = await realm.connect(app.url, { reconnectionDelay: 50, randomizationFactor: 0 });
  await link.saw("upgrade failed");
  await panel.tab("Upgrade").click();
  await expect(panel.page.getByRole("tabpanel")).toContainText("The upgrade failed");
  await expect(panel.page.getByRole("tabpanel")).toContainText(/did not open|instead of 101/);

  app.proxy.cut();
  await link.saw("connect", 2);
  await panel.tab("Reconnects").click();
  const outage = panel.page.getByRole("list", { name: "Outages" }).getByRole("listitem").first();
  await expect(outage).toContainText(/back after [\d.]+ m?s, \d+ attempt/);
  await expect(outage.getByRole("table")).toContainText("connected");

  await realm.connect(`${app.url}/nowhere`, { multiplex: false });
  await panel.tab("Problems").click();
  const problem = panel.page.getByRole("list", { name: "Problems" }).getByRole("listitem");
  await expect(problem.filter({ hasText: "The server refused a namespace" })).toHaveCount(1);
});
