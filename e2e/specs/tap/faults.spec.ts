import { expect } from "@playwright/test";
import type { FaultPlan } from "../../../devtools-extension/src/bridge/command.ts";
import type { RealmLink } from "../../fixtures/realm.ts";
import { TapReader } from "../../fixtures/tap/tap-reader.ts";
import { test } from "../../fixtures/tap/test.ts";

const COUNT = 40;

/** What of `note` 1 to 40 has arrived when all that goes has gone. */
async function notesUnder(
  plan: FaultPlan,
  link: RealmLink,
  reader: TapReader,
  notes: () => readonly unknown[],
): Promise<readonly unknown[]> {
  await reader.command({ do: "faults", plan });
  const before = notes().length;
  await link.emitNumbers("note", 1, COUNT);
  await reader.command({ do: "faults", plan: undefined });
  await link.ask(["echo", "the end"]);
  return notes().slice(before);
}

for (const transport of ["websocket", "polling"] as const) {
  test(`the same seed loses and doubles the same messages over ${transport}`, async ({ app, open, tapped }) => {
    const link = await (await open("window", app, tapped)).connect(app.url, { transports: [transport] });
    await link.saw("connect");
    const reader = await TapReader.open(tapped);
    const notes = (): readonly unknown[] =>
      app.journal.entries.flatMap(({ name, detail }) => (name === "note" ? [detail] : []));
    const plan = { seed: 7, drop: 0.3, duplicate: 0.3, direction: "out" } as const;
    const first = await notesUnder(plan, link, reader, notes);
    expect(await notesUnder(plan, link, reader, notes)).toEqual(first);
    expect(await notesUnder({ ...plan, seed: 8 }, link, reader, notes)).not.toEqual(first);
    expect(new Set(first).size).toBeLessThan(COUNT);
    expect(first.length).toBeGreaterThan(new Set(first).size);
    expect(await notesUnder({ seed: 7 }, link, reader, notes)).toHaveLength(COUNT);
    const marks = (await reader.frames()).filter((frame) => frame.endsWith("(dropped)"));
    expect(marks.length).toBeGreaterThan(0);
  });
}

test("delayed messages come later and in order", async ({ app, open, tapped }) => {
  const link = await (await open("window", app, tapped)).connect(app.url, { transports: ["websocket"] });
  await link.saw("connect");
  const reader = await TapReader.open(tapped);
  await reader.command({ do: "faults", plan: { seed: 1, delay: 100, jitter: 100, direction: "in" } });
  const start = Date.now();
  await link.emitNumbers("say", 1, 20);
  const said = await link.all("event said", 20);
  expect(Date.now() - start).toBeGreaterThanOrEqual(100);
  expect(said).toEqual(Array.from({ length: 20 }, (_, index) => [index + 1]));
  await reader.saw("frame", ({ fault }) => fault === "delayed");
});

test("a slow link takes its time", async ({ app, open, tapped }) => {
  const link = await (await open("window", app, tapped)).connect(app.url, { transports: ["polling"] });
  await link.saw("connect");
  const reader = await TapReader.open(tapped);
  await reader.command({ do: "faults", plan: { seed: 1, bytesPerSecond: 20_000, direction: "in" } });
  const start = Date.now();
  await link.ask(["echo", "x".repeat(10_000)]);
  expect(Date.now() - start).toBeGreaterThanOrEqual(500);
});

test("with WebSocket blocked the page stays on polling", async ({ app, open, tapped }) => {
  const realm = await open("window", app, tapped);
  const reader = await TapReader.open(tapped);
  await reader.command({ do: "faults", plan: { seed: 1, blockWebSocket: true } });
  const link = await realm.connect(app.url);
  await link.saw("upgrade failed");
  expect(await link.ask(["echo", 1])).toEqual({ value: 1 });
  expect(await link.transport()).toBe("polling");
  await reader.saw("link end", ({ code, error }) => code === 1006 && error === "blocked by a simulated fault");
});
