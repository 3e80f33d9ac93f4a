import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";
import type { io as officialIo } from "socket.io-client";
import { ALL_BYTES, binary } from "../../fixtures/bytes.ts";
import type { RealmName } from "../../fixtures/realm.ts";
import { TapReader } from "../../fixtures/tap/tap-reader.ts";
import { test } from "../../fixtures/tap/test.ts";

const { resolve } = createRequire(import.meta.url);

/** The scripts of official clients, by generation. */
const OFFICIAL = {
  4: resolve("socket.io-client/dist/socket.io.js"),
  2: resolve("socket.io-client-2/dist/socket.io.js"),
};

/** Connects an official client, sends an event with bytes, and waits until it has come back over WebSocket. */
async function echoBytes(page: Page, url: string): Promise<void> {
  await page.evaluate(async (address) => {
    // True because the client's script puts it there.
    const { io } = globalThis as unknown as { readonly io: typeof officialIo };
    const socket = io(address);
    await new Promise((done) => socket.once("connect", () => done(undefined)));
    await new Promise((done) => {
      const poll = socket.io.engine.transport.name === "polling";
      if (poll) socket.io.engine.once("upgrade", done);
      else done(undefined);
    });
    await new Promise((done) => {
      socket.once("said", done);
      socket.emit("say", new Uint8Array([1, 2, 255]).buffer);
    });
  }, url);
}

for (const generation of [4, 2] as const) {
  test(`the page of an official client ${generation} is seen: polling, upgrade, binary`, async ({ serve, tapped }) => {
    const app = await serve({ allowEIO3: true });
    await tapped.goto(`${app.url}/window.html`);
    await tapped.addScriptTag({ path: OFFICIAL[generation] });
    await echoBytes(tapped, app.url);
    const reader = await TapReader.open(tapped);
    const socket = await reader.saw("link", ({ transport }) => transport === "websocket");
    const bytes = generation === 4 ? "base64:AQL/" : "base64:BAEC/w==";
    const event = '451-["say",{"_placeholder":true,"num":0}]';
    await expect
      .poll(async () => reader.frames(socket.link))
      .toEqual([
        "out 2probe",
        "in 3probe",
        "out 5",
        `out ${event}`,
        `out ${bytes}`,
        `in ${event.replace("say", "said")}`,
        `in ${bytes}`,
      ]);
    const first = await reader.saw("link", ({ transport }) => transport === "polling");
    expect(first.url).toContain(`EIO=${generation === 4 ? 4 : 3}&transport=polling`);
    expect(first.method).toBe("GET");
    await reader.saw("link open", ({ link, status }) => link === first.link && status === 200);
    expect((await reader.frames(first.link))[0]).toMatch(generation === 4 ? /^in 0\{"sid"/ : /^in \d+:0\{"sid"/);
    await reader.saw("link end", ({ link, status }) => link === first.link && status === 200);
  });
}

test("an SDK client in a window is seen on the wire, and adds what the wire does not show", async ({
  app,
  open,
  tapped,
}) => {
  const link = await (await open("window", app, tapped)).connect(app.url);
  await link.saw("upgrade confirmed");
  await link.emit("say", "hello");
  await link.saw("event said");
  const reader = await TapReader.open(tapped);
  await reader.saw("frame", ({ body }) => "text" in body && body.text === '42["said","hello"]');
  const client = await reader.saw("client");
  expect(client).toMatchObject({ realm: "window", url: expect.stringContaining(app.url), tapped: true });
  const records = await reader.records();
  const events = records.flatMap((record) => (record.kind === "inspection" ? [record.event] : []));
  const steps = events.flatMap((event) => (event.kind === "upgrade" ? [event.step] : []));
  expect(steps).toEqual(["started", "probe opened", "probe sent", "probe answered", "paused", "confirmed"]);
  expect(events.flatMap((event) => (event.kind === "state" ? [event.state] : []))).toEqual(["connecting", "connected"]);
  expect(events.filter(({ kind }) => kind === "engine packet")).toEqual([]);
  expect(records.map(({ seq }) => seq)).toEqual(records.map((_, index) => index + 1));
  const now = Date.now();
  for (const { at } of records) expect(Math.abs(at - now)).toBeLessThan(60_000);
});

/** What the tap calls the realms. */
const WORKERS = { Worker: "worker", SharedWorker: "shared worker", "service worker": "service worker" } as const;

// True because the object above has these keys.
for (const [name, realm] of Object.entries(WORKERS) as [keyof typeof WORKERS & RealmName, string][]) {
  test(`an SDK client in a ${name} is relayed with its packets`, async ({ app, open, tapped }) => {
    const link = await (await open(name, app, tapped)).connect(app.url);
    await link.saw("upgrade confirmed");
    const reader = await TapReader.open(tapped);
    const client = await reader.saw("client");
    expect(client).toMatchObject({ realm, url: expect.stringContaining(app.url), tapped: false });
    await link.ask(["echo", binary("ArrayBuffer", ALL_BYTES)]);
    const packet = await reader.saw(
      "inspection",
      ({ event }) => event.kind === "engine packet" && "base64" in event.frame,
    );
    expect(packet.client).toBe(client.client);
    await reader.saw("inspection", ({ event }) => event.kind === "state" && event.state === "connected");
    const records = await reader.records();
    const now = Date.now();
    for (const { at } of records) expect(Math.abs(at - now)).toBeLessThan(60_000);
    expect(records.filter(({ kind }) => kind === "worker")).toHaveLength(name === "service worker" ? 0 : 1);
    const done = await reader.command({
      do: "emit",
      client: client.client,
      namespace: "/",
      args: ["note", "from the panel"],
    });
    expect(done).toEqual({ ok: true });
    expect(await app.journal.nth("note")).toBe("from the panel");
    await reader.command({ do: "client", client: client.client, action: "disconnect" });
    await link.saw("state closed");
  });
}
