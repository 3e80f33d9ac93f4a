import { expect } from "@playwright/test";
import { eventually } from "../fixtures/eventually.ts";
import { type Drop, dropUpgrade, type UpgradeStep } from "../fixtures/fault-proxy/toxics/drop-upgrade.ts";
import { test } from "../fixtures/test.ts";

const HARMLESS: readonly (readonly [UpgradeStep, Drop])[] = [
  ["request", "silence"],
  ["request", "cut before"],
  ["response", "silence"],
  ["response", "cut after"],
  ["2probe", "silence"],
  ["2probe", "cut before"],
  ["3probe", "silence"],
  ["3probe", "cut before"],
];

for (const [step, drop] of HARMLESS) {
  test(`an upgrade broken at ${step} by "${drop}" leaves the session on polling, and nothing is lost`, async ({
    app,
    open,
  }) => {
    app.proxy.use(dropUpgrade(step, drop));
    const link = await (await open("window", app)).connect(app.url, { transports: [{ upgradeWithin: 500 }] });
    await link.saw("connect");
    const socket = await app.socket();
    await link.emitNumbers("note", 1, 50);
    for (let number = 1; number <= 50; number++) socket.emit("number", number);
    await link.saw("upgrade failed");
    await link.emitNumbers("note", 51, 100);
    for (let number = 51; number <= 100; number++) socket.emit("number", number);
    await app.journal.nth("note", 100);
    expect(app.journal.all("note")).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    const numbers = Array.from({ length: 100 }, (_, index) => [index + 1]);
    expect(await link.all("event number", 100)).toEqual(numbers);
    expect(await link.ask(["echo", "well"])).toEqual({ value: "well" });
    expect(await link.transport()).toBe("polling");
    expect(app.journal.all("session")).toHaveLength(1);
  });
}

for (const drop of ["cut before", "cut after", "silence"] as const) {
  test(`an upgrade broken by "${drop}" at its last step, from which there is no way back, ends in a new session`, async ({
    open,
    serve,
  }) => {
    const app = await serve({ upgradeTimeout: 2_000, pingInterval: 1_000, pingTimeout: 1_000 });
    const dropped = new Promise<void>((resolve) => {
      app.proxy.use(dropUpgrade("5", drop, resolve));
    });
    const link = await (await open("window", app)).connect(app.url, { reconnectionDelay: 50 });
    await dropped;
    app.proxy.heal();
    // Whether it has connected by then is open: the answer to CONNECT may be on the way that is broken.
    await link.saw("state waiting");
    expect(await link.ask(["echo", "well"])).toEqual({ value: "well" });
    await app.journal.nth("session", 2);
    await eventually(() => app.io.engine.clientsCount).toBe(1);
  });
}

test("messages on their way during the upgrade arrive once and in order, both ways", async ({ app, open }) => {
  app.io.on("connection", (socket) => {
    for (let number = 1; number <= 300; number++) socket.emit("number", number);
    socket.on("note", (number: number) => socket.emit("noted", number));
  });
  const link = await (await open("window", app)).connect(app.url);
  await link.emitNumbers("note", 1, 300);
  await link.saw("upgrade started");
  await link.emitNumbers("note", 301, 600);
  await link.saw("upgrade confirmed");
  await link.emitNumbers("note", 601, 700);
  const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);
  expect(await link.all("event number", 300)).toEqual(upTo(300).map((number) => [number]));
  expect(await link.all("event noted", 700)).toEqual(upTo(700).map((number) => [number]));
  expect(app.journal.all("note")).toEqual(upTo(700));
  expect((await app.socket()).conn.transport.name).toBe("websocket");
});
