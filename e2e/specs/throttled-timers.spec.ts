import { expect } from "@playwright/test";
import { test } from "../fixtures/test.ts";

for (const transport of ["polling", "websocket"] as const) {
  test(`a page whose timers stand still, as a hidden one's nearly do, keeps its link over ${transport}`, async ({
    open,
    page,
    serve,
  }) => {
    const app = await serve({ pingInterval: 200, pingTimeout: 1_500 });
    await page.clock.install();
    const link = await (await open("window", app)).connect(app.url, { transports: [transport] });
    await link.saw("connect");
    // Less of a jump than the page's own patience.
    await page.clock.pauseAt(Date.now() + 1_000);
    const { conn } = await app.socket();
    let heartbeats = 0;
    // Longer than either side's patience.
    await new Promise<void>((resolve) => {
      conn.on("heartbeat", () => {
        heartbeats += 1;
        if (heartbeats === 10) resolve();
      });
    });
    expect(await link.ask(["echo", "awake"])).toEqual({ value: "awake" });
    await page.clock.resume();
    expect(await link.ask(["echo", "and again"])).toEqual({ value: "and again" });
    expect(app.journal.all("disconnect")).toEqual([]);
    expect(app.journal.all("session")).toHaveLength(1);
  });
}
