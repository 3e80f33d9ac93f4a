import { expect } from "@playwright/test";
import { TapReader } from "../../fixtures/tap/tap-reader.ts";
import { test } from "../../fixtures/tap/test.ts";

test("a panel that comes late gets what the ring still has, and is told what it has not", async ({
  app,
  open,
  tapped,
}) => {
  const link = await (await open("window", app, tapped)).connect(app.url, { transports: ["websocket"] });
  await link.saw("connect");
  await link.emitNumbers("say", 1, 3_000);
  await link.ask(["echo", 0]);
  const reader = await TapReader.open(tapped);
  const newest = await reader.saw(
    "frame",
    ({ direction, body }) => direction === "in" && "text" in body && body.text === "430[0]",
  );
  const records = await reader.records();
  const gap = await reader.saw("dropped");
  const kept = records.slice(0, records.indexOf(gap));
  // What later records need is kept: the client, its link, the handshake, the namespace.
  expect(kept.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["client", "link", "link open", "inspection"]));
  expect(await reader.frames()).toEqual(expect.arrayContaining([expect.stringMatching(/^in 0\{"sid"/), "out 40"]));
  expect(gap).toMatchObject({ where: "ring", count: gap.seq - kept.length });
  const rest = records.slice(kept.length + 1);
  expect(rest.map(({ seq }) => seq)).toEqual(rest.map((_, index) => gap.seq + 1 + index));
  expect(newest.seq - gap.seq).toBeLessThanOrEqual(5_000);
  expect(newest.seq).toBeGreaterThan(6_000);
  await reader.send({ is: "watch", have: newest.seq - 1, credits: 100 });
  await link.ask(["echo", 1]);
  const again = await reader.saw(
    "frame",
    ({ direction, body }) => direction === "in" && "text" in body && body.text === "431[1]",
  );
  expect((await reader.records()).filter(({ seq }) => seq >= newest.seq).map(({ seq }) => seq)).toEqual([
    newest.seq,
    newest.seq,
    ...Array.from({ length: again.seq - newest.seq }, (_, index) => newest.seq + 1 + index),
  ]);
});

test("without credit nothing is sent, and with it what has piled up", async ({ app, open, tapped }) => {
  const realm = await open("window", app, tapped);
  const reader = await TapReader.open(tapped, 1);
  const link = await realm.connect(app.url, { transports: ["websocket"] });
  await link.saw("connect");
  await expect.poll(async () => (await reader.records()).length).toBeGreaterThan(0);
  const before = await reader.records();
  await link.ask(["echo", "while nobody pays"]);
  const other = await TapReader.open(tapped);
  await other.saw(
    "frame",
    ({ direction, body }) => direction === "in" && "text" in body && body.text.startsWith("430"),
  );
  expect(await reader.records()).toEqual(before);
  await reader.send({ is: "credit", credits: 1 });
  await reader.saw(
    "frame",
    ({ direction, body }) => direction === "in" && "text" in body && body.text.startsWith("430"),
  );
  expect(reader.messages.filter((message) => message.is === "batch")).toHaveLength(2);
});

test("large bodies come cut, whole when asked for, and never fill more than the ring", async ({
  serve,
  open,
  tapped,
}) => {
  const app = await serve({ maxHttpBufferSize: 20_000_000 });
  const link = await (await open("window", app, tapped)).connect(app.url, { transports: ["websocket"] });
  await link.saw("connect");
  const text = "é".repeat(100_000);
  await link.ask(["echo", text]);
  const reader = await TapReader.open(tapped);
  const sent = await reader.saw(
    "frame",
    ({ direction, body }) => direction === "out" && "text" in body && body.text.startsWith("420["),
  );
  expect(sent.body).toMatchObject({ cut: true, size: 200_000 + '420["echo",""]'.length });
  expect(JSON.stringify(sent.body).length).toBeLessThan(5_000);
  expect(await reader.command({ do: "body", seq: sent.seq })).toEqual({
    ok: true,
    body: { text: `420["echo","${text}"]`, size: 200_000 + '420["echo",""]'.length },
  });
  for (let count = 0; count < 2; count++) await link.ask(["echo", "x".repeat(3_000_000)]);
  expect(await reader.command({ do: "body", seq: sent.seq })).toMatchObject({ ok: false, code: "GONE" });
  await link.ask(["echo", "y".repeat(5_000_000)]);
  const huge = await reader.saw("frame", ({ body }) => body.size > 5_000_000 && body.cut === true);
  expect(await reader.command({ do: "body", seq: huge.seq })).toMatchObject({
    ok: true,
    body: { cut: true, size: huge.body.size },
  });
});
