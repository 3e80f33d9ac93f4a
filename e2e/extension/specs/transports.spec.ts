import { eventually } from "../../fixtures/eventually.ts";
import { blockWebSocket } from "../../fixtures/fault-proxy/toxics/block-web-socket.ts";
import { reads, sees } from "../fixtures/packets.ts";
import { test } from "../fixtures/test.ts";

test("shows polling, the upgrade and WebSocket on one timeline", async ({ app, open, openPanel }) => {
  const link = await (await open("window", app)).connect(app.url);
  const panel = await openPanel();
  await link.saw("upgrade confirmed");
  await link.ask(["echo", "over WebSocket"]);
  await sees(
    panel,
    { "Packet type": "0open", Transport: "poll", Direction: "received" },
    { "Packet type": "2ping", Transport: "ws", Direction: "sent", Payload: "probe" },
    { "Packet type": "3pong", Transport: "ws", Direction: "received", Payload: "probe" },
    { "Packet type": "5upgrade", Transport: "ws", Direction: "sent" },
    { "Packet type": "42event", Transport: "ws", Event: "echo" },
    { "Packet type": "43ack", Transport: "ws" },
  );
});

test("draws the upgrade, step by step", async ({ app, open, openPanel }) => {
  const link = await (await open("window", app)).connect(app.url);
  const panel = await openPanel();
  await link.saw("upgrade confirmed");
  await panel.click({ role: "tab", name: "Upgrade" });
  await reads(panel, "tabpanel", "Upgrade", /Moved to WebSocket after \d/);
  for (const step of ["0 open", "101", "2probe", "3probe", "5 upgrade"]) {
    await reads(panel, "list", "Steps of the upgrade", step);
  }
});

test("tells why an upgrade failed", async ({ app, open, openPanel }) => {
  app.proxy.use(blockWebSocket(403));
  const link = await (await open("window", app)).connect(app.url);
  const panel = await openPanel();
  await link.saw("upgrade failed");
  await link.ask(["echo", "over polling"]);
  await panel.click({ role: "tab", name: "Upgrade" });
  await reads(panel, "tabpanel", "Upgrade", "The upgrade failed");
  await reads(panel, "tabpanel", "Upgrade", /refused by the server, or blocked by a proxy/);
  await panel.click({ role: "tab", name: "Problems" });
  await reads(panel, "tabpanel", "Problems", /polling/i);
});

test("shows heartbeats with their answers and the deadline", async ({ page, serve, openPanel }) => {
  const app = await serve({ pingInterval: 300, pingTimeout: 5_000 });
  await page.goto(`${app.url}/official-client.html`);
  const panel = await openPanel();
  await page.evaluate(() => void globalThis.officialIo());
  await panel.click({ role: "tab", name: "Heartbeats" });
  await reads(panel, "table", "Heartbeats", /from the server[^]*from the server/);
  await eventually(async () => (await panel.texts({ role: "tabpanel", name: "Heartbeats" })).join("\n")).toMatch(
    /Interval[^]*300 ms[^]*Missed\s*0[^]*Deadline\s*in /,
  );
});

test("tells when and why a connection was lost, and that it came back", async ({ app, open, openPanel }) => {
  const link = await (await open("window", app)).connect(app.url, { reconnectionDelay: 20 });
  const panel = await openPanel();
  await link.saw("upgrade confirmed");
  app.proxy.cut();
  await link.saw("connect", 2);
  await panel.click({ role: "tab", name: "Reconnects" });
  await reads(panel, "tabpanel", "Reconnects", /WebSocket closed[^\n]*1006[^]*back after [^]*✓ connected/);
});
