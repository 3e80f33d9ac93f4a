import { expect } from "@playwright/test";
import { eventually } from "../../fixtures/eventually.ts";
import { type Packet, packets, sees } from "../fixtures/packets.ts";
import { test } from "../fixtures/test.ts";

test("shows a page of socket.io-client 4 that knows nothing of us", async ({ page, panel }) => {
  await page.evaluate(async () => {
    const socket = globalThis.officialIo();
    await socket.emitWithAck("echo", { text: "hello" });
    socket.emit("say", new Uint8Array([1, 2, 3]), "with bytes");
  });
  await sees(
    panel,
    { "Packet type": "0open", Direction: "received", Transport: "poll" },
    { "Packet type": "40connect", Direction: "sent" },
    { "Packet type": "42event", Direction: "sent", Event: "echo", "Acknowledgement id": "0" },
    { "Packet type": "43ack", Direction: "received", "Acknowledgement id": "0" },
  );
  await sees(
    panel,
    { Event: "say", Direction: "sent", Payload: /^\+1 binary/ },
    { Event: "said", Direction: "received", Payload: /^\+1 binary/ },
  );
});

test("shows a page of socket.io-client 2, which speaks Engine.IO 3", async ({ page, serve, openPanel }) => {
  const app = await serve({ allowEIO3: true });
  await page.goto(`${app.url}/official-client-2.html`);
  const panel = await openPanel();
  await page.evaluate(async () => {
    const socket = globalThis.officialIo2();
    await new Promise<void>((resolve) => socket.emit("echo", { text: "hello" }, () => resolve()));
    socket.emit("say", new Uint8Array([1, 2, 3]).buffer, "with bytes");
  });
  await sees(
    panel,
    { "Packet type": "0open", Direction: "received" },
    { "Packet type": "42event", Direction: "sent", Event: "echo" },
    { "Packet type": "43ack", Direction: "received" },
  );
  await sees(
    panel,
    { Event: "say", Direction: "sent", Payload: /^\+1 binary/ },
    { Event: "said", Direction: "received", Payload: /^\+1 binary/ },
  );
  await eventually(async () => (await panel.texts({ role: "treeitem" })).join("\n")).toContain("eio3");
});

test("pairs an event with its acknowledgement and tells how long it took", async ({ page, panel }) => {
  await page.evaluate(async () => globalThis.officialIo().emitWithAck("echo", "hello"));
  await sees(panel, { Event: "echo" }, { "Packet type": "43ack" });
  const paired = (await packets(panel)).filter((packet) => packet["Acknowledgement id"] === "0");
  const latencies = paired.map((packet: Packet) => packet["Time to the acknowledgement"]);
  expect(latencies).toHaveLength(2);
  expect(latencies[0]).toMatch(/\d/);
  expect(latencies[1]).toBe(latencies[0]);
});

test("joins the attachments of a binary event and shows their bytes", async ({ page, panel }) => {
  await page.evaluate(() => {
    globalThis.officialIo().emit("say", new Uint8Array([0xca, 0xfe]), { inner: new Uint8Array([0xba, 0xbe]) });
  });
  await sees(panel, { Event: "said", Payload: /^\+2 binary/ });
  await panel.click({ role: "row", name: "said" });
  await eventually(async () => (await panel.texts({ role: "region", name: "Packet details" })).join("\n")).toMatch(
    /ca fe[^]*ba be/i,
  );
});
