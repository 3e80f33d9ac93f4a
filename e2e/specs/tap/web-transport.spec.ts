import { createRequire } from "node:module";
import { expect } from "@playwright/test";
import type { io as officialIo } from "socket.io-client";
import { TapReader } from "../../fixtures/tap/tap-reader.ts";
import { test } from "../../fixtures/tap/test.ts";
import { webTransports } from "../../fixtures/tap/traffic/web-transports.ts";
import { OfficialServer } from "../../fixtures/web-transport/official-server.ts";
import { WebTransportServer } from "../../fixtures/web-transport/web-transport-server.ts";

const CLIENT = createRequire(import.meta.url).resolve("socket.io-client/dist/socket.io.js");

test("frames of official peers over WebTransport are seen, and carried as they are", async ({ app, tapped }) => {
  await using server = await OfficialServer.start();
  await tapped.goto(`${app.url}/window.html`);
  await tapped.addScriptTag({ path: CLIENT });
  const echoed = await tapped.evaluate(
    async ([port, hash]) => {
      // True because the client's script puts it there.
      const { io } = globalThis as unknown as { readonly io: typeof officialIo };
      const serverCertificateHashes = [{ algorithm: "sha-256", value: new Uint8Array(hash) }];
      const socket = io(`https://127.0.0.1:${port}`, {
        transports: ["webtransport"],
        transportOptions: { webtransport: { serverCertificateHashes } },
        reconnection: false,
      });
      await new Promise((resolve, reject) => {
        socket.once("connect", () => resolve(undefined));
        socket.once("connect_error", reject);
      });
      const long = "é".repeat(40_000);
      const told = [
        await socket.emitWithAck("echo", "hello"),
        [...new Uint8Array(await socket.emitWithAck("echo", new Uint8Array([1, 2, 255]).buffer))],
        (await socket.emitWithAck("echo", long)) === long,
        socket.io.engine.transport.name,
      ];
      socket.disconnect();
      return told;
    },
    [server.port, server.certificateHash] as const,
  );
  expect(echoed).toEqual(["hello", [1, 2, 255], true, "webtransport"]);
  const reader = await TapReader.open(tapped);
  const { link } = await reader.saw("link", ({ transport }) => transport === "webtransport");
  await reader.saw("link end");
  const frames = await reader.frames(link);
  const place = '{"_placeholder":true,"num":0}';
  expect(frames.slice(0, 10)).toEqual([
    "out 0",
    expect.stringMatching(/^in 0\{"sid"/),
    "out 40",
    expect.stringMatching(/^in 40\{"sid"/),
    'out 420["echo","hello"]',
    'in 430["hello"]',
    `out 451-1["echo",${place}]`,
    "out base64:AQL/",
    `in 461-1[${place}]`,
    "in base64:AQL/",
  ]);
  expect(frames[10]).toMatch(/^out 422\["echo","é+$/);
  expect(frames[11]).toMatch(/^in 432\["é+$/);
  expect(frames.slice(12)).toEqual(["out 41"]);
});

test("streams of a WebTransport behave with the tap as they do without", async ({ app, tapped }) => {
  const echo = await WebTransportServer.start((session) => {
    void session.incomingBidirectionalStreams.pipeTo(
      new WritableStream({
        // What fails is the page's to see.
        write: ({ readable, writable }) => void readable.pipeTo(writable).catch(() => {}),
      }),
    );
  });
  const context = await tapped.context().browser()?.newContext();
  try {
    const told: (readonly string[] | undefined)[] = [];
    for (const page of [tapped, await context?.newPage()]) {
      await page?.goto(`${app.url}/window.html`);
      told.push(await page?.evaluate(webTransports, [echo.port, echo.certificate.hash] as const));
    }
    expect(told[0]).toEqual(told[1]);
    expect(told[0]?.length).toBeGreaterThan(50);
    const reader = await TapReader.open(tapped);
    const recorded = (await reader.frames()).filter((frame) => frame.endsWith(" 4 hello"));
    // Twelve streams and their echoes, but for those that were read by what cannot be seen or not at all.
    expect(recorded.length).toBeGreaterThan(12);
  } finally {
    await context?.close();
    await echo.close();
  }
});

test("a WebTransport that does not come about fails as it does without the tap, and is seen", async ({
  app,
  tapped,
}) => {
  const failing = async (url: string): Promise<readonly string[]> => {
    const told: string[] = [];
    // The certificate is another one.
    const serverCertificateHashes = [{ algorithm: "sha-256", value: new Uint8Array(32) }];
    const open = (): WebTransport => new WebTransport(url, { serverCertificateHashes });
    const transport = open();
    const name = (error: unknown): string => (error instanceof Error ? `${error.name} ${error.constructor.name}` : "");
    told.push(await transport.ready.then(() => "ready", name), await transport.closed.then(() => "closed", name));
    told.push(await transport.createBidirectionalStream().then(() => "a stream", name));
    let unhandled = 0;
    const both = new Promise<void>((resolve) =>
      addEventListener("unhandledrejection", () => {
        if (++unhandled === 2) resolve();
      }),
    );
    // Nobody takes care of these two.
    void open().createBidirectionalStream();
    void transport.createBidirectionalStream();
    await both;
    return told;
  };
  await using server = await OfficialServer.start();
  const address = `https://127.0.0.1:${server.port}/socket.io/`;
  await tapped.goto(`${app.url}/window.html`);
  const withTap = await tapped.evaluate(failing, address);
  const reader = await TapReader.open(tapped);
  await reader.saw("link end", ({ error }) => error !== undefined);
  const other = await (await tapped.context().browser()?.newContext())?.newPage();
  await other?.goto(`${app.url}/window.html`);
  expect(withTap).toEqual(await other?.evaluate(failing, address));
  await other?.context().close();
});
