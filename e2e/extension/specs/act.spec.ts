import { expect, type Page } from "@playwright/test";
import type { ManagerOptions } from "socket.io-client";
import { packets, reads, sees } from "../fixtures/packets.ts";
import { test } from "../fixtures/test.ts";

/** Connects the page's official client, and waits until it is on WebSocket. */
async function connectUpgraded(page: Page, options: Partial<ManagerOptions> = {}): Promise<void> {
  await page.evaluate(async (given) => {
    const socket = globalThis.officialIo(given);
    globalThis.pageSocket = socket;
    await new Promise<void>((resolve) => socket.io.engine.once("upgrade", () => resolve()));
  }, options);
}

test("emits an event on the page's connection and shows the answer", async ({ page, panel }) => {
  await connectUpgraded(page);
  await panel.click({ role: "tab", name: "Act" });
  await panel.enter({ role: "textbox", name: "Event" }, "echo");
  await panel.enter({ role: "textbox", name: "Arguments" }, '["from the panel"]');
  await panel.click({ role: "checkbox", name: "Ask for an acknowledgement" });
  await panel.click({ role: "button", name: "Emit", exact: true });
  await reads(panel, "tabpanel", "Act", "from the panel");
  await panel.click({ role: "tab", name: "Packets" });
  await sees(
    panel,
    { Direction: "sent", Event: "echo", Payload: /from the panel/ },
    { Direction: "received", "Packet type": "43ack", Payload: /from the panel/ },
  );
});

test("delivers a made-up event to the page", async ({ page, panel }) => {
  await connectUpgraded(page);
  await page.evaluate(() => void globalThis.pageSocket?.on("news", (text: string) => (document.title = text)));
  await panel.click({ role: "tab", name: "Act" });
  await panel.click({ role: "radio", name: "Deliver to the page" });
  await panel.enter({ role: "textbox", name: "Event" }, "news");
  await panel.enter({ role: "textbox", name: "Arguments" }, '["made up"]');
  await panel.click({ role: "button", name: "Deliver", exact: true });
  await expect(page).toHaveTitle("made up");
});

test("simulates faults on the page, which the list marks", async ({ page, app, panel }) => {
  await connectUpgraded(page);
  await panel.click({ role: "tab", name: "Act" });
  await panel.enter({ role: "textbox", name: "Drop" }, "100");
  await panel.select({ role: "combobox", name: "Way" }, "sent");
  await panel.click({ role: "button", name: "Switch on" });
  await reads(panel, "region", "Status", "Faults on");
  await page.evaluate(() => void globalThis.pageSocket?.emit("note", "never arrives"));
  await panel.click({ role: "tab", name: "Packets" });
  await sees(panel, { Event: "note", Payload: /dropped/ });
  await panel.click({ role: "tab", name: "Act" });
  await panel.click({ role: "button", name: "Switch off" });
  // The page obeys a moment later, and the panel tells when it has.
  await reads(panel, "region", "Status", /^(?!.*Faults on)/s);
  await page.evaluate(() => void globalThis.pageSocket?.emit("note", "arrives"));
  expect(await app.journal.nth("note")).toBe("arrives");
});

test("keeps a connection on polling by blocking WebSocket", async ({ page, app, panel }) => {
  await panel.click({ role: "tab", name: "Act" });
  await panel.click({ role: "checkbox", name: "Block WebSocket" });
  await panel.click({ role: "button", name: "Switch on" });
  await reads(panel, "region", "Status", "Faults on");
  await page.evaluate(async () => {
    const socket = globalThis.officialIo();
    const failed = new Promise((resolve) => socket.io.engine.once("upgradeError", resolve));
    await Promise.all([failed, socket.emitWithAck("echo", "by polling")]);
  });
  expect((await app.socket()).conn.transport.name).toBe("polling");
});

test("makes a client reconnect by cutting its link", async ({ page, app, panel }) => {
  await connectUpgraded(page, { reconnectionDelay: 20 });
  await panel.click({ role: "tab", name: "Act" });
  await panel.click({ role: "button", name: "Cut the link" });
  await app.socket(2);
});

test("simulates faults on the next page too, and no longer than the panel is there", async ({ page, panel }) => {
  await panel.click({ role: "tab", name: "Act" });
  await panel.enter({ role: "textbox", name: "Delay" }, "5");
  await panel.click({ role: "button", name: "Switch on" });
  await reads(panel, "region", "Status", "Faults on");
  await panel.click({ role: "tab", name: "Packets" });
  await page.reload();
  await page.evaluate(async () => {
    globalThis.pageSocket = globalThis.officialIo({ transports: ["websocket"] });
    await globalThis.pageSocket.emitWithAck("echo", "connected");
  });
  // The panel learns of the new page a moment after it is there.
  await expect
    .poll(async () => {
      await page.evaluate(() => void globalThis.pageSocket?.emit("note", "late"));
      return (await packets(panel)).some(({ Event, Payload = "" }) => Event === "note" && /delayed/.test(Payload));
    })
    .toBe(true);
  await reads(panel, "region", "Status", "Faults on");

  await panel.evaluate((document) => document.location.reload(), undefined);
  // The new panel shows what was before it.
  await expect.poll(async () => (await packets(panel).catch(() => [])).length).not.toBe(0);
  await expect
    .poll(async () => {
      await page.evaluate(() => void globalThis.pageSocket?.emit("note", "on time"));
      return (await packets(panel)).some(({ Payload }) => Payload === '"on time"');
    })
    .toBe(true);
  expect(await panel.texts({ role: "button", name: "Faults on" })).toEqual([]);
});
