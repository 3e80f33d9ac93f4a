import { expect } from "@playwright/test";
import { refuse } from "../fixtures/fault-proxy/toxics/refuse.ts";
import { CORE_REALMS } from "../fixtures/realm.ts";
import { test } from "../fixtures/test.ts";

const SOON = { reconnectionDelay: 50, reconnectionDelayMax: 200 };

for (const name of CORE_REALMS) {
  test(`${name}: comes back after the link is cut, with what was emitted meanwhile`, async ({ app, open }) => {
    const link = await (await open(name, app)).connect(app.url, SOON);
    await link.saw("upgrade confirmed");
    await link.emit("note", "before");
    await app.journal.nth("note");
    app.proxy.use(refuse());
    app.proxy.cut();
    expect(await link.saw("disconnect")).toMatch(/^transport (close|error)$/);
    await link.emit("note", "first while away");
    await link.emitVolatile("note", "not worth keeping");
    await link.emit("note", { second: [1] });
    const late = link.ask(["echo", "asked while away"]);
    // The first attempts find nobody.
    await link.saw("state waiting", 3);
    app.proxy.heal();
    expect(await link.saw("open", 2)).toBe("polling");
    expect(await link.saw("connect", 2)).toMatchObject({ id: (await app.socket(2)).id });
    expect(await late).toEqual({ value: "asked while away" });
    await link.saw("upgrade confirmed", 2);
    expect(app.journal.all("note")).toEqual(["before", "first while away", { second: [1] }]);
  });
}

test("waits longer between attempts, never twice the same, and never longer than the cap", async ({ app, open }) => {
  const link = await (
    await open("window", app)
  ).connect(app.url, {
    // Firefox itself makes WebSockets to where one has failed wait, longer each time.
    transports: ["polling"],
    reconnectionDelay: 20,
    reconnectionDelayMax: 160,
  });
  await link.saw("connect");
  app.proxy.use(refuse());
  app.proxy.cut();
  const waits = (await link.all("state waiting", 10)).map((detail) => {
    // True because that is what the driver notes of every state.
    const { attempt, delay } = detail as { attempt: number; delay: number };
    return { attempt, delay };
  });
  expect(waits.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  const delays = waits.map(({ delay }) => delay);
  for (const [index, delay] of delays.entries()) {
    const middle = Math.min(20 * 2 ** index, 160);
    expect(delay).toBeGreaterThanOrEqual(middle * 0.25);
    expect(delay).toBeLessThanOrEqual(Math.min(middle * 1.5, 160));
  }
  expect(new Set(delays).size).toBeGreaterThan(5);
});

test("numbers emitted in one turn while away arrive in order, once each", async ({ app, open }) => {
  const link = await (await open("window", app)).connect(app.url, SOON);
  await link.saw("upgrade confirmed");
  app.proxy.use(refuse());
  app.proxy.cut();
  await link.saw("disconnect");
  await link.emitNumbers("note", 1, 500);
  app.proxy.heal();
  await app.journal.nth("note", 500);
  expect(await link.ask(["echo", "done"])).toEqual({ value: "done" });
  expect(app.journal.all("note")).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
});

test("the server disconnects for good, until the application connects again", async ({ app, open }) => {
  const link = await (await open("window", app)).connect(app.url, SOON);
  await link.saw("connect");
  (await app.socket()).disconnect();
  expect(await link.saw("disconnect")).toBe("io server disconnect");
  // And not "waiting".
  await link.saw("state closed");
  await link.reconnect();
  await link.saw("connect", 2);
  expect(await link.ask(["echo", "back"])).toEqual({ value: "back" });
  expect(app.journal.all("disconnect")).toEqual(["server namespace disconnect"]);
  expect((await link.entries()).filter(({ name }) => name === "state waiting")).toEqual([]);
});

test("a namespace that the server disconnects stays away, and leaves the link to the others", async ({ app, open }) => {
  app.io.of("/other").on("connection", (socket) => {
    socket.on("echo", (value: unknown, reply: (answer: unknown) => void) => reply(value));
  });
  const link = await (await open("window", app)).connect(app.url, SOON);
  const other = await link.join("/other");
  await Promise.all([link.saw("connect"), other.saw("connect")]);
  (await app.socket()).disconnect();
  expect(await link.saw("disconnect")).toBe("io server disconnect");
  // A CONNECT that nobody has asked for would come before this.
  expect(await other.ask(["echo", "still here"])).toEqual({ value: "still here" });
  expect(app.journal.all("connection")).toHaveLength(1);
  expect(app.journal.all("session")).toHaveLength(1);
});

test("the server hears why a client has gone", async ({ app, open }) => {
  const link = await (await open("window", app)).connect(app.url, SOON);
  await link.saw("connect");
  await link.disconnect();
  expect(await link.saw("disconnect")).toBe("io client disconnect");
  expect(await app.journal.nth("disconnect")).toBe("client namespace disconnect");
});
