import { createRequire } from "node:module";
import { expect } from "@playwright/test";
import type { io as officialIo } from "socket.io-client";
import { TapReader } from "../../fixtures/tap/tap-reader.ts";
import { test } from "../../fixtures/tap/test.ts";

for (const transport of ["websocket", "polling"] as const) {
  test(`a panel sends to the server and to the page over ${transport}, and cuts the link`, async ({
    app,
    open,
    tapped,
  }) => {
    const link = await (await open("window", app, tapped)).connect(app.url, { transports: [transport] });
    await link.saw("connect");
    const reader = await TapReader.open(tapped);
    const sent = await reader.saw(
      "frame",
      ({ direction, body }) => direction === "out" && "text" in body && body.text === "40",
    );
    const frame = (event: string) => ({ text: event, size: event.length });
    const out = await reader.command({
      do: "send",
      link: sent.link,
      direction: "out",
      frames: [frame('42["note","made up"]')],
    });
    expect(out).toEqual({ ok: true });
    expect(await app.journal.nth("note")).toBe("made up");
    const into = await reader.command({
      do: "send",
      link: sent.link,
      direction: "in",
      frames: [frame('42["made up",1]')],
    });
    expect(into).toEqual({ ok: true });
    expect(await link.ask(["echo", 1])).toEqual({ value: 1 });
    expect(await link.saw("event made up")).toEqual([1]);
    await reader.saw("frame", ({ direction, fault }) => direction === "in" && fault === "injected");
    await reader.saw("frame", ({ direction, fault }) => direction === "out" && fault === "injected");
    expect(await reader.command({ do: "cut", link: sent.link })).toEqual({ ok: true });
    await link.saw("disconnect");
    await reader.saw("link end", ({ error }) => error === "cut from the panel");
    await link.saw("connect", 2);
    expect(await link.ask(["echo", 2])).toEqual({ value: 2 });
  });
}

test("the requests of an official client are sent between, edited, delayed and cut all the same", async ({
  app,
  tapped,
}) => {
  await tapped.goto(`${app.url}/window.html`);
  await tapped.addScriptTag({ path: createRequire(import.meta.url).resolve("socket.io-client/dist/socket.io.js") });
  const socket = await tapped.evaluateHandle(async (url) => {
    // True because the client's script puts it there.
    const { io } = globalThis as unknown as { readonly io: typeof officialIo };
    const opened = io(url, { transports: ["polling"], reconnectionDelay: 10 });
    await new Promise<void>((resolve) => opened.once("connect", resolve));
    return opened;
  }, app.url);
  const reader = await TapReader.open(tapped);
  const { link } = await reader.saw(
    "frame",
    ({ direction, body }) => direction === "out" && "text" in body && body.text === "40",
  );
  const frames = (text: string) => [{ text, size: text.length }];
  await reader.command({ do: "send", link, direction: "in", frames: frames('42["made up",1]') });
  const out = await reader.command({ do: "send", link, direction: "out", frames: frames('42["note","made up"]') });
  expect(out).toEqual({ ok: true });
  expect(await app.journal.nth("note")).toBe("made up");
  const heard = await socket.evaluate(async (page) => {
    const madeUp = new Promise((resolve) => page.once("made up", resolve));
    return [await page.emitWithAck("echo", 1), await madeUp];
  });
  expect(heard).toEqual([1, 1]);
  await reader.command({ do: "faults", plan: { seed: 1, delay: 200 } });
  const took = await socket.evaluate(async (page) => {
    const start = performance.now();
    await page.emitWithAck("echo", 2);
    return performance.now() - start;
  });
  expect(took).toBeGreaterThanOrEqual(400);
  await reader.command({ do: "faults", plan: { seed: 1, drop: 1, direction: "out" } });
  await socket.evaluate((page) => page.emit("note", "lost"));
  await reader.saw(
    "frame",
    ({ fault, body }) => fault === "dropped" && "text" in body && body.text === '42["note","lost"]',
  );
  // The answer that is cut off is here already, and waits before the page hears of it.
  await reader.command({ do: "faults", plan: { seed: 1, delay: 60_000, direction: "in" } });
  (await app.socket()).emit("held");
  await reader.saw(
    "frame",
    ({ direction, body }) => direction === "in" && "text" in body && body.text === '42["held"]',
  );
  await reader.command({ do: "faults", plan: undefined });
  const again = socket.evaluate(async (page) => {
    const reason = await new Promise((resolve) => page.once("disconnect", resolve));
    await new Promise<void>((resolve) => page.once("connect", resolve));
    return [reason, await page.emitWithAck("echo", 3)];
  });
  expect(await reader.command({ do: "cut", link })).toEqual({ ok: true });
  expect(await again).toEqual(["transport error", 3]);
  expect(app.journal.entries.filter(({ name }) => name === "note")).toHaveLength(1);
});

test("a tap that is switched off records nothing, and goes on when it is switched on", async ({
  app,
  open,
  tapped,
}) => {
  const link = await (await open("window", app, tapped)).connect(app.url, { transports: ["websocket"] });
  await link.saw("connect");
  const reader = await TapReader.open(tapped);
  await reader.send({ is: "arm", armed: false });
  await link.ask(["echo", "unseen"]);
  await reader.send({ is: "arm", armed: true });
  await link.ask(["echo", "seen"]);
  await reader.saw(
    "frame",
    ({ direction, body }) => direction === "in" && "text" in body && body.text.includes('["seen"]'),
  );
  expect((await reader.frames()).join()).not.toContain("unseen");
});

test("a panel has a client of the page connect, disconnect and emit", async ({ app, open, tapped }) => {
  const link = await (await open("window", app, tapped)).connect(app.url);
  await link.saw("connect");
  const reader = await TapReader.open(tapped);
  const { client } = await reader.saw("client");
  await reader.command({ do: "emit", client, namespace: "/", args: ["note", { from: "the panel" }] });
  expect(await app.journal.nth("note")).toEqual({ from: "the panel" });
  await reader.command({ do: "client", client, action: "disconnect" });
  await link.saw("state closed");
  await link.emitNumbers("note", 1, 3);
  await reader.saw("inspection", ({ event }) => event.kind === "queue" && event.depth === 3);
  await reader.command({ do: "client", client, action: "connect" });
  await link.saw("connect", 2);
  await reader.command({ do: "client", client, action: "reconnect" });
  await link.saw("connect", 3);
});

test("a command that makes no sense is refused", async ({ app, open, tapped }) => {
  await open("window", app, tapped);
  const reader = await TapReader.open(tapped);
  expect(await reader.command({ do: "body", seq: 99 })).toMatchObject({ ok: false, code: "GONE" });
  expect(await reader.command({ do: "cut", link: 99 })).toMatchObject({ ok: false, code: "UNKNOWN_LINK" });
  const client = { client: "nobody", action: "connect" } as const;
  expect(await reader.command({ do: "client", ...client })).toMatchObject({ ok: false, code: "UNKNOWN_CLIENT" });
});
