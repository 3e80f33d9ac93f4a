import { expect } from "@playwright/test";
import { type Block, blockWebSocket } from "../fixtures/fault-proxy/toxics/block-web-socket.ts";
import { test } from "../fixtures/test.ts";

const BLOCKS: readonly (readonly [how: string, block: Block, upgradeWithin: number, why: RegExp])[] = [
  ["answered with 403", 403, 10_000, /no WebSocket at 127\.0\.0\.1:\d+.*prox/],
  ["cut", "cut", 10_000, /no WebSocket at 127\.0\.0\.1:\d+.*prox/],
  ["never answered", "silence", 300, /not done within 300 ms/],
];

for (const [how, block, upgradeWithin, why] of BLOCKS) {
  test(`stays on polling and says why when WebSocket is ${how}`, async ({ app, open }) => {
    app.proxy.use(blockWebSocket(block));
    const realm = await open("window", app);
    const link = await realm.connect(app.url, { transports: [{ upgradeWithin }] });
    expect(await link.saw("upgrade failed")).toMatch(why);
    expect(await link.transport()).toBe("polling");
    expect(await link.ask(["echo", "works"])).toEqual({ value: "works" });
    expect((await app.socket()).conn.transport.name).toBe("polling");
    expect(app.journal.all("connection")).toHaveLength(1);
    expect((await link.entries()).filter((entry) => entry.name === "disconnect")).toEqual([]);
  });
}

test("falls back to polling when WebSocket comes first and is refused", async ({ app, open }) => {
  app.proxy.use(blockWebSocket());
  const link = await (await open("window", app)).connect(app.url, { transports: ["fallback"] });
  expect(await link.saw("fallback")).toMatch(/no WebSocket at/);
  expect(await link.saw("connect")).toMatchObject({ transport: "polling" });
  expect(await link.ask(["echo", "works"])).toEqual({ value: "works" });
});

test("says why when there is nothing to fall back to", async ({ app, open }) => {
  app.proxy.use(blockWebSocket());
  const link = await (await open("window", app)).connect(app.url, { transports: ["websocket"], reconnection: false });
  expect(await link.saw("connect_error")).toEqual({
    code: "WEB_SOCKET_REFUSED",
    message: expect.stringMatching(/no WebSocket at .*prox/),
  });
});
