import { expect } from "@playwright/test";
import { connectOfficial } from "../../fixtures/panel/official.ts";
import { test } from "../../fixtures/panel/test.ts";

test("emits with ack, sends again, edits, delivers a made-up event, and forces a reconnect", async ({
  app,
  openPanel,
}) => {
  const panel = await openPanel(`${app.url}/official-client.html`);
  await connectOfficial(panel.page, app.url, { transports: ["websocket"], reconnectionDelay: 20 });
  await panel.page.evaluate(() => {
    const heard: unknown[] = [];
    Object.assign(globalThis, { heard });
    globalThis.officialSocket?.on("greeting", (...values: readonly unknown[]) => heard.push(values));
    globalThis.officialSocket?.emit("note", "first");
  });
  await panel.find("first", "note");
  await panel.button("Resend").click();
  await app.journal.nth("note", 2);
  expect(app.journal.all("note")).toEqual(["first", "first"]);

  await panel.button("Edit and send…").click();
  const form = panel.page.getByRole("form", { name: "Emit an event" });
  await expect(form.getByLabel("Event")).toHaveValue("note");
  await form.getByLabel("Arguments").fill('["changed"');
  await form.getByRole("button", { name: "Emit" }).click();
  await expect(form.getByRole("alert")).toBeVisible();
  await form.getByLabel("Arguments").fill('["changed"]');
  await form.getByRole("button", { name: "Emit" }).click();
  expect(await app.journal.nth("note", 3)).toBe("changed");

  await form.getByLabel("Event").fill("echo");
  await form.getByLabel("Ask for an acknowledgement").check();
  await form.getByRole("button", { name: "Emit" }).click();
  await expect(form.getByRole("region", { name: "Acknowledgement" })).toContainText(/Acknowledged after .*changed/s);

  await form.getByLabel("Deliver to the page").check();
  await form.getByLabel("Ask for an acknowledgement").uncheck();
  await form.getByLabel("Event").fill("greeting");
  await form.getByLabel("Arguments").fill('[{"made": "up"}, {"$base64": "AQID"}]');
  await form.getByRole("button", { name: "Deliver" }).click();
  await expect
    .poll(() => panel.page.evaluate(() => JSON.stringify(Reflect.get(globalThis, "heard"))))
    .toContain('{"made":"up"}');

  await panel.button("Force reconnect").click();
  await app.socket(2);
});

test("simulates faults by a seed, and shows what they did", async ({ app, openPanel }) => {
  const panel = await openPanel(`${app.url}/official-client.html`);
  await connectOfficial(panel.page, app.url, { transports: ["websocket"] });
  await panel.button("Simulate faults…").click();
  const form = panel.page.getByRole("form", { name: "Simulate faults" });
  await form.getByLabel("Drop").fill("100");
  await form.getByLabel("Seed").fill("7");
  await form.getByLabel("Way").selectOption("sent");
  await form.getByRole("button", { name: "Switch on" }).click();
  await expect(panel.status).toContainText("Simulating faults with seed 7");
  await expect(panel.status.getByRole("button", { name: "Faults on" })).toBeVisible();
  await panel.page.evaluate(() => globalThis.officialSocket?.emit("note", "lost"));
  await panel.tab("Packets").click();
  await expect(panel.rows("lost")).toContainText("dropped");
  await panel.tab("Act").click();
  await form.getByRole("button", { name: "Switch off" }).click();
  await expect(panel.status.getByRole("button", { name: "Faults on" })).toHaveCount(0);
  await panel.page.evaluate(() => globalThis.officialSocket?.emit("note", "kept"));
  await app.journal.nth("note", 1);
  expect(app.journal.all("note")).toEqual(["kept"]);
});

test("disconnects a client of another library, and has one of ours connect again", async ({
  app,
  openPanel,
  open,
  tapped,
  showPanel,
}) => {
  const panel = await openPanel(`${app.url}/official-client.html`);
  await connectOfficial(panel.page, app.url, { transports: ["websocket"] });
  await panel.page.evaluate(() => {
    globalThis.officialSocket?.on("disconnect", (reason) => Object.assign(globalThis, { ended: reason }));
  });
  await panel.tab("Act").click();
  await panel.button("Disconnect").click();
  await expect.poll(() => panel.page.evaluate(() => Reflect.get(globalThis, "ended"))).toBe("io server disconnect");

  const realm = await open("window", app, tapped);
  const ours = await showPanel();
  const link = await realm.connect(app.url);
  await ours.tab("Act").click();
  await ours.button("Disconnect").click();
  await link.saw("disconnect");
  await ours.page.getByRole("button", { name: "Connect", exact: true }).click();
  await link.saw("connect", 2);
});

test("simulates each kind of fault", async ({ app, openPanel }) => {
  const panel = await openPanel(`${app.url}/official-client.html`);
  await connectOfficial(panel.page, app.url, { transports: ["websocket"] });
  await panel.tab("Act").click();
  const form = panel.page.getByRole("form", { name: "Simulate faults" });
  const simulate = async (field: string, value: string): Promise<void> => {
    await form.getByLabel(field).fill(value);
    await form.getByRole("button", { name: /Switch on|Change/ }).click();
    await expect(panel.status.getByRole("button", { name: "Faults on" })).toBeVisible();
  };
  /** Sends a note and gives the milliseconds until the server has it. */
  const note = async (text: string, number: number): Promise<number> => {
    const sent = performance.now();
    await panel.page.evaluate((value) => globalThis.officialSocket?.emit("note", value), text);
    expect(await app.journal.nth("note", number)).toBe(text);
    return performance.now() - sent;
  };
  await simulate("Duplicate", "100");
  await note("twice", 2);
  await form.getByLabel("Duplicate").fill("");
  await simulate("Delay", "400");
  expect(await note("late", 3)).toBeGreaterThan(390);
  await form.getByLabel("Delay").fill("");
  await simulate("Slow link", "1000");
  expect(await note("x".repeat(500), 4)).toBeGreaterThan(390);
  await form.getByRole("button", { name: "Switch off" }).click();
  await expect(panel.status.getByRole("button", { name: "Faults" })).toHaveCount(0);
  await panel.tab("Packets").click();
  await expect(panel.rows("twice", "duplicated")).toHaveCount(1);
  await expect(panel.rows("late", "delayed")).toHaveCount(1);
  await expect(panel.rows("xxx", "delayed")).toHaveCount(1);

  await panel.tab("Act").click();
  await form.getByLabel("Slow link").fill("");
  await form.getByLabel("Block WebSocket").check();
  await form.getByRole("button", { name: "Switch on" }).click();
  await expect(panel.status.getByRole("button", { name: "Faults on" })).toBeVisible();
  await panel.page.evaluate(async () => {
    const socket = globalThis.officialIo({ forceNew: true });
    const failed = new Promise((resolve) => socket.io.engine.once("upgradeError", resolve));
    await Promise.all([failed, socket.emitWithAck("echo", "by polling")]);
  });
  expect((await app.socket(2)).conn.transport.name).toBe("polling");
});
