import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, type Page } from "@playwright/test";
import type { AppServer } from "../../fixtures/app-server.ts";
import { blockWebSocket } from "../../fixtures/fault-proxy/toxics/block-web-socket.ts";
import { reads, search, sees } from "../fixtures/packets.ts";
import type { PanelPage } from "../fixtures/panel-page.ts";
import { test } from "../fixtures/test.ts";

const FOLDER = fileURLToPath(new URL("../../../devtools-extension/docs/screenshots/", import.meta.url));

const ORDER = {
  symbol: "UPW",
  side: "buy",
  quantity: 250,
  limit: 41.75,
  tags: ["demo", "limit"],
  client: { id: 7, desk: "north" },
};

/** Each browser shows the list in both themes, and everything else in one. */
const THEMES: Readonly<Record<string, "light" | "dark">> = {
  "extension-chromium": "light",
  "extension-firefox": "dark",
};

for (const theme of ["light", "dark"] as const) {
  test(`takes pictures of ordinary traffic, ${theme}`, async ({ page, serve, openPanel }, { project }) => {
    const app = await serve({ pingInterval: 400, pingTimeout: 5_000 });
    const panel = await open(app, page, openPanel, theme);
    await trade(app, page);
    await sees(panel, { Event: "chart" });
    await panel.click({ role: "row", name: "order" });
    await reads(panel, "region", "Packet details", "limit");
    await save(panel, project.name, theme, "packets");
    if (theme !== THEMES[project.name]) return;
    await panel.click({ role: "tab", name: "Upgrade" });
    await reads(panel, "tabpanel", "Upgrade", "Moved to WebSocket");
    await save(panel, project.name, theme, "upgrade");
    await panel.click({ role: "tab", name: "Heartbeats" });
    await expect.poll(() => beats(panel)).toBeGreaterThan(8);
    await save(panel, project.name, theme, "heartbeats");
    await panel.click({ role: "tab", name: "Statistics" });
    await reads(panel, "tabpanel", "Statistics", "Bytes per second");
    await save(panel, project.name, theme, "statistics");
  });
}

test("takes pictures of a connection in trouble", async ({ page, app, openPanel }, { project }) => {
  const theme = THEMES[project.name] ?? "light";
  const panel = await open(app, page, openPanel, theme);
  app.proxy.use(blockWebSocket(403));
  await page.evaluate(async () => {
    const socket = globalThis.officialIo();
    const failed = new Promise((resolve) => socket.io.engine.once("upgradeError", resolve));
    await Promise.all([failed, socket.emitWithAck("echo", "by polling")]);
  });
  await panel.click({ role: "tab", name: "Upgrade" });
  await reads(panel, "tabpanel", "Upgrade", "The upgrade failed");
  await save(panel, project.name, theme, "failed-upgrade");
  await panel.click({ role: "tab", name: "Problems" });
  await reads(panel, "tabpanel", "Problems", /polling/i);
  await save(panel, project.name, theme, "problems");
});

async function save(panel: PanelPage, project: string, theme: string, view: string): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const name = `${project.replace("extension-", "")}-${theme}-${view}.png`;
  await writeFile(join(FOLDER, name), await panel.screenshot());
}

async function open(
  app: AppServer,
  page: Page,
  openPanel: () => Promise<PanelPage>,
  theme: "light" | "dark",
): Promise<PanelPage> {
  await page.goto(`${app.url}/official-client.html`);
  const panel = await openPanel();
  // The button goes round: system, light, dark.
  await expect
    .poll(async () => {
      const [chosen] = await panel.evaluate(
        (document) =>
          [...document.querySelectorAll("button")].flatMap(
            ({ ariaLabel }) => ariaLabel?.match(/Theme: (\w+)/)?.[1] ?? [],
          ),
        undefined,
      );
      if (chosen !== theme) await panel.click({ role: "button", name: "Theme: " });
      return chosen;
    })
    .toBe(theme);
  await search(panel, "");
  return panel;
}

/** Some of what a page for traders would say. */
async function trade(app: AppServer, page: Page): Promise<void> {
  app.io.of("/market").on("connection", (socket) => {
    socket.on("subscribe", (_symbols: unknown, reply: (answer: unknown) => void) => {
      reply({ ok: true, rate: 4 });
      for (let tick = 0; tick < 8; tick++) {
        socket.emit("price", { symbol: "UPW", bid: 41.7 + tick / 100, ask: 41.76 + tick / 100 });
      }
    });
    socket.on("order", (order: object, reply: (answer: unknown) => void) => {
      reply({ accepted: true, id: "o-4711", order });
      socket.emit("filled", { id: "o-4711", quantity: 250, price: 41.74 });
      socket.emit("chart", { day: "2026-11-20" }, Buffer.from("a picture of the day, as bytes"));
    });
  });
  await page.evaluate(async (order) => {
    document.title = "Trading desk";
    const chat = globalThis.officialIo();
    const market = globalThis.officialIo("/market");
    await chat.emitWithAck("echo", { text: "Good morning" });
    await market.emitWithAck("subscribe", ["UPW", "WIRE"]);
    chat.emit("say", "Anybody long on UPW?");
    const charted = new Promise((resolve) => market.on("chart", resolve));
    await market.emitWithAck("order", order);
    await charted;
  }, ORDER);
}

async function beats(panel: PanelPage): Promise<number> {
  const text = (await panel.texts({ role: "table", name: "Heartbeats" })).join("\n");
  return text.split("from the server").length - 1;
}
