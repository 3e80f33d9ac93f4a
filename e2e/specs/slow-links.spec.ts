import { expect } from "@playwright/test";
import { ALL_BYTES, binary } from "../fixtures/bytes.ts";
import type { Toxic } from "../fixtures/fault-proxy/toxic.ts";
import { bandwidth } from "../fixtures/fault-proxy/toxics/bandwidth.ts";
import { delay } from "../fixtures/fault-proxy/toxics/delay.ts";
import { holdPoll } from "../fixtures/fault-proxy/toxics/hold-poll.ts";
import { slice } from "../fixtures/fault-proxy/toxics/slice.ts";
import { test } from "../fixtures/test.ts";

const TOXICS: readonly (readonly [how: string, toxic: () => Toxic])[] = [
  ["delays everything, each time differently", () => delay({ delay: 20, jitter: 60 })],
  ["lets little pass", () => bandwidth({ bytesPerSecond: 30_000 })],
  ["slices everything into single bytes", () => slice()],
];

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}

for (const [how, toxic] of TOXICS) {
  test(`messages arrive once and in order, both ways, through the upgrade, over a link that ${how}`, async ({
    app,
    open,
  }) => {
    const realm = await open("window", app);
    app.proxy.use(toxic());
    const link = await realm.connect(app.url);
    await link.emitNumbers("note", 1, 100);
    const socket = await app.socket();
    for (const number of upTo(100)) socket.emit("number", number);
    await link.saw("upgrade confirmed");
    await link.emitNumbers("note", 101, 200);
    const bytes = binary("ArrayBuffer", ALL_BYTES);
    expect(await link.ask(["echo", bytes])).toEqual({ value: bytes });
    expect(await link.all("event number", 100)).toEqual(upTo(100).map((number) => [number]));
    await app.journal.nth("note", 200);
    expect(app.journal.all("note")).toEqual(upTo(200));
    expect(app.journal.all("session")).toHaveLength(1);
  });
}

test("what is emitted goes out while the answer to the poll is held back, and what was held back comes in order", async ({
  app,
  open,
}) => {
  const link = await (await open("window", app)).connect(app.url, { transports: ["polling"] });
  await link.saw("connect");
  const letGo = app.proxy.use(holdPoll());
  const socket = await app.socket();
  for (const number of upTo(20)) socket.emit("number", number);
  await link.emitNumbers("note", 1, 20);
  await app.journal.nth("note", 20);
  expect((await link.entries()).filter(({ name }) => name === "event number")).toEqual([]);
  letGo();
  expect(await link.all("event number", 20)).toEqual(upTo(20).map((number) => [number]));
  expect(app.journal.all("note")).toEqual(upTo(20));
  expect(app.journal.all("session")).toHaveLength(1);
});

test("an upgrade waits for the poll whose answer is held back, and loses nothing of it", async ({ app, open }) => {
  const realm = await open("window", app);
  const letGo = app.proxy.use(holdPoll());
  const link = await realm.connect(app.url);
  await link.emitNumbers("note", 1, 20);
  const socket = await app.socket();
  for (const number of upTo(20)) socket.emit("number", number);
  await link.saw("upgrade probe answered");
  expect(await link.transport()).toBe("polling");
  letGo();
  await link.saw("upgrade confirmed");
  expect(await link.all("event number", 20)).toEqual(upTo(20).map((number) => [number]));
  await app.journal.nth("note", 20);
  expect(app.journal.all("note")).toEqual(upTo(20));
});
