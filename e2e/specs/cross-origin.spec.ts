import { expect } from "@playwright/test";
import { test } from "../fixtures/test.ts";

/** Tried once, so that a refusal is the end of it. */
const ONCE = { reconnection: false } as const;

test("another origin is refused over polling, with an error that says where to allow it", async ({
  app,
  open,
  serve,
}) => {
  const other = await serve();
  const link = await (await open("window", app)).connect(other.url, ONCE);
  expect(await link.saw("connect_error")).toEqual({
    code: "UNREACHABLE",
    message: expect.stringMatching(new RegExp(`${other.url}.* cors\\.origin .*${app.url}`)),
  });
  expect(other.journal.all("session")).toEqual([]);
});

test("another origin is refused over WebSocket, with an error that says what to look at", async ({
  app,
  open,
  serve,
}) => {
  const other = await serve();
  const link = await (await open("window", app)).connect(other.url, { ...ONCE, transports: ["websocket"] });
  expect(await link.saw("connect_error")).toEqual({
    code: "WEB_SOCKET_REFUSED",
    message: expect.stringMatching(/no WebSocket at .*this origin/),
  });
  expect(other.journal.all("session")).toEqual([]);
});

test("an origin that the server allows connects, upgrades and sends binary", async ({ app, open, serve }) => {
  const other = await serve({ cors: { origin: app.url } });
  const link = await (await open("window", app)).connect(other.url);
  await link.saw("upgrade confirmed");
  expect(await link.ask(["echo", { binary: "ArrayBuffer", base64: "AQID" }])).toEqual({
    value: { binary: "ArrayBuffer", base64: "AQID" },
  });
  expect((await other.socket()).handshake.headers.origin).toBe(app.url);
});

test("an origin other than the allowed one is refused", async ({ app, open, serve }) => {
  const other = await serve({ cors: { origin: "https://example.com" } });
  const link = await (await open("window", app)).connect(other.url, ONCE);
  expect(await link.saw("connect_error")).toMatchObject({ code: "UNREACHABLE" });
});

for (const transport of ["polling", "websocket"] as const) {
  test(`cookies of the server come along over ${transport} when both sides want it`, async ({
    app,
    context,
    open,
    serve,
  }) => {
    const other = await serve({ cors: { origin: app.url, credentials: true } });
    await context.addCookies([{ name: "visitor", value: "known", url: other.url }]);
    const link = await (
      await open("window", app)
    ).connect(other.url, { transports: [transport], withCredentials: true, extraHeaders: { "x-page": "yes" } });
    await link.saw("connect");
    const { headers } = (await other.socket()).handshake;
    expect(headers.cookie).toContain("visitor=known");
    // Browsers let nobody put headers on a WebSocket.
    expect(headers["x-page"]).toBe(transport === "polling" ? "yes" : undefined);
  });
}

test("credentials are refused when the server does not want them, with an error that says where to look", async ({
  app,
  open,
  serve,
}) => {
  const other = await serve({ cors: { origin: app.url } });
  const link = await (await open("window", app)).connect(other.url, { ...ONCE, withCredentials: true });
  expect(await link.saw("connect_error")).toMatchObject({
    code: "UNREACHABLE",
    message: expect.stringContaining("cors"),
  });
});
