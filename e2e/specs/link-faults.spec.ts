import { expect } from "@playwright/test";
import { cut } from "../fixtures/fault-proxy/toxics/cut.ts";
import { halfOpen } from "../fixtures/fault-proxy/toxics/half-open.ts";
import { test } from "../fixtures/test.ts";

const SOON = { reconnectionDelay: 50, reconnectionDelayMax: 200 };

test("a server that restarts is found again, and gets what was emitted meanwhile", async ({ app, open }) => {
  const link = await (await open("window", app)).connect(app.url, SOON);
  await link.saw("upgrade confirmed");
  await app.stop();
  await link.saw("disconnect");
  await link.emitNumbers("note", 1, 20);
  await link.saw("state waiting", 2);
  await app.startAgain();
  await link.saw("connect", 2);
  await app.journal.nth("note", 20);
  expect(await link.ask(["echo", "again"])).toEqual({ value: "again" });
  expect(app.journal.all("note")).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
});

for (const transport of ["polling", "websocket"] as const) {
  test(`a half-open link is noticed within its heartbeat by both sides over ${transport}`, async ({ open, serve }) => {
    const app = await serve({ pingInterval: 500, pingTimeout: 700 });
    const link = await (await open("window", app)).connect(app.url, { ...SOON, transports: [transport] });
    await link.saw("connect");
    const started = performance.now();
    app.proxy.use(halfOpen());
    expect(await link.saw("disconnect")).toBe("ping timeout");
    expect(await app.journal.nth("disconnect")).toBe("ping timeout");
    // Both deadlines together, and room for a busy machine; without them it would take minutes.
    expect(performance.now() - started).toBeLessThan(1_200 + 10_000);
    app.proxy.heal();
    app.proxy.cut();
    await link.saw("connect", 2);
    expect(await link.ask(["echo", "whole again"])).toEqual({ value: "whole again" });
  });
}

test("a link cut in the middle of a polling POST loses that message, says so, and comes back", async ({
  app,
  open,
}) => {
  const link = await (await open("window", app)).connect(app.url, { ...SOON, transports: ["polling"] });
  await link.saw("connect");
  app.proxy.use(cut({ bytes: 100_000, direction: "up" }));
  await link.emit("note", "x".repeat(500_000));
  // The poll may learn of the server's goodbye before the browser gives up on the POST.
  expect(await link.saw("disconnect")).toMatch(/^transport (close|error)$/);
  const codes = expect.stringMatching(/^(UNREACHABLE|CONNECTION_LOST|UNKNOWN_SESSION)$/);
  expect(await link.saw("lost")).toMatchObject({ code: codes, data: ["note", expect.any(String)] });
  app.proxy.heal();
  await link.saw("connect", 2);
  await link.emit("note", "small");
  await app.journal.nth("note");
  expect(app.journal.all("note")).toEqual(["small"]);
});
