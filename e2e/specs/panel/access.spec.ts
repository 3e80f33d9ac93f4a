import { createRequire } from "node:module";
import { expect } from "@playwright/test";
import type { AxeResults } from "axe-core";
import { connectOfficial } from "../../fixtures/panel/official.ts";
import type { PanelPage } from "../../fixtures/panel/panel-page.ts";
import { test } from "../../fixtures/panel/test.ts";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

test("is used by keyboard alone, and says what it does", async ({ app, openPanel }) => {
  const panel = await openPanel(`${app.url}/official-client.html`);
  await connectOfficial(panel.page, app.url, { transports: ["websocket"] });
  await panel.page.evaluate(() => {
    for (let number = 0; number < 60; number++) globalThis.officialSocket?.emit("note", `n${number}`);
  });
  await expect(panel.rows("note", "n59")).toHaveCount(1);
  expect(await panel.list.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  await panel.list.focus();
  await panel.list.press("Home");
  await expect(panel.rows().first()).toHaveAttribute("aria-selected", "true");
  await panel.list.press("End");
  await panel.list.press("ArrowUp");
  await expect(panel.rows("note", "n58")).toHaveAttribute("aria-selected", "true");
  const active = await panel.list.getAttribute("aria-activedescendant");
  await expect(panel.page.locator(`#${active}`)).toContainText("n58");
  await panel.list.press("b");
  await expect(panel.status.getByRole("status")).toContainText("Bookmarked: sent event note");
  await panel.list.press("Enter");
  const payload = panel.detail.getByRole("tree", { name: "Payload" });
  await expect(payload.getByRole("treeitem").first()).toBeFocused();
  await payload.getByRole("treeitem").first().press("ArrowDown");
  await expect(payload.getByRole("treeitem", { name: '0: "note"' })).toBeFocused();
  await payload.getByRole("treeitem", { name: '0: "note"' }).press("Escape");
  await expect(panel.detail).toHaveCount(0);
  await expect(panel.list).toBeFocused();

  await panel.list.press("?");
  const help = panel.page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(help).toContainText("Bookmark the packet");
  await help.press("Escape");
  await expect(help).toHaveCount(0);

  const packets = panel.tab("Packets");
  await packets.focus();
  await packets.press("ArrowRight");
  await expect(panel.tab("Upgrade")).toBeFocused();
  await expect(panel.tab("Upgrade")).toHaveAttribute("aria-selected", "true");
  await panel.tab("Upgrade").press("Home");

  const bar = panel.page.getByRole("separator", { name: "Width of the column Event" });
  const before = Number(await bar.getAttribute("aria-valuenow"));
  await bar.press("ArrowRight");
  await expect(bar).toHaveAttribute("aria-valuenow", String(before + 8));
});

test("follows the colours of the system until the reader chooses others", async ({ app, tapped, showPanel }) => {
  // Not every browser here can be told to ask for dark colours.
  await tapped.addInitScript(() => {
    const query = Object.assign(new EventTarget(), { matches: true });
    // True as far as the panel looks.
    globalThis.matchMedia = () => query as unknown as MediaQueryList;
    Object.assign(globalThis, { systemColours: query });
  });
  await tapped.goto(`${app.url}/official-client.html`);
  const panel = await showPanel();
  const surface = async (): Promise<string> =>
    panel.list.evaluate((list) => getComputedStyle(list).getPropertyValue("--surface"));
  await expect.poll(surface).toBe("#1e2025");
  await panel.page.evaluate(() => {
    // True because the script above has put it there.
    const query = Reflect.get(globalThis, "systemColours") as EventTarget & { matches: boolean };
    query.matches = false;
    query.dispatchEvent(new Event("change"));
  });
  await expect.poll(surface).toBe("#ffffff");
  await panel.button("Theme: system").click();
  await panel.button("Theme: light").click();
  await expect(panel.button("Theme: dark")).toBeVisible();
  await expect.poll(surface).toBe("#1e2025");
});

test("meets the accessibility rules in both themes and in every view", async ({ app, openPanel }) => {
  const panel = await openPanel(`${app.url}/official-client.html`);
  await connectOfficial(panel.page, app.url);
  await panel.page.evaluate(() =>
    globalThis.officialSocket?.emit("echo", { some: ["thing", 1, true, null] }, () => {}),
  );
  await panel.find("echo", "42event");
  await panel.button("Filter").click();
  await panel.page.addScriptTag({ path: AXE });
  for (const theme of ["light", "dark"]) {
    await panel.button(/^Theme/).click();
    await expect(panel.button(`Theme: ${theme}`)).toBeVisible();
    expect(await violations(panel)).toEqual([]);
  }
  const dark = await panel.list.evaluate((element) => getComputedStyle(element).color);
  expect(dark).toBe("rgb(228, 231, 236)");
  for (const view of ["Upgrade", "Heartbeats", "Reconnects", "Statistics", "Problems", "Act"]) {
    await panel.tab(view).click();
    expect(await violations(panel), view).toEqual([]);
  }
  await panel.button("Keyboard shortcuts").click();
  expect(await violations(panel), "help").toEqual([]);
});

async function violations(panel: PanelPage): Promise<readonly string[]> {
  return panel.page.evaluate(async () => {
    // True because axe-core's script has put itself there.
    const axe = Reflect.get(globalThis, "axe") as { run(context: object): Promise<AxeResults> };
    const { violations: found } = await axe.run({ include: ["upwire-devtools"] });
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    );
  });
}
