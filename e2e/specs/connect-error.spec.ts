import { expect } from "@playwright/test";
import { refuse } from "../fixtures/fault-proxy/toxics/refuse.ts";
import { test } from "../fixtures/test.ts";

const ONCE = { reconnection: false, transports: ["polling"] } as const;

test("a server that is not there is UNREACHABLE", async ({ app, open }) => {
  const realm = await open("window", app);
  app.proxy.use(refuse());
  app.proxy.cut();
  const link = await realm.connect(app.url, ONCE);
  expect(await link.saw("connect_error")).toEqual({
    code: "UNREACHABLE",
    message: expect.stringMatching(/no answer from .*does the server run/),
  });
});

test("a wrong path is NOT_FOUND, and the message names the option", async ({ app, open }) => {
  const link = await (await open("window", app)).connect(app.url, { ...ONCE, path: "/elsewhere" });
  expect(await link.saw("connect_error")).toMatchObject({
    code: "NOT_FOUND",
    message: expect.stringMatching(/\/elsewhere\/ answers 404.* option path/),
  });
});

test("a page in the server's place is NOT_ENGINE_IO", async ({ app, open }) => {
  const options = { ...ONCE, path: "/window.html", addTrailingSlash: false };
  const link = await (await open("window", app)).connect(app.url, options);
  expect(await link.saw("connect_error")).toMatchObject({
    code: "NOT_ENGINE_IO",
    message: expect.stringMatching(/\/window\.html answers .*HTML/),
  });
});

test("allowRequest refuses with FORBIDDEN and its own words", async ({ open, serve }) => {
  const app = await serve({ allowRequest: (_request, decide) => decide("come back at nine", false) });
  const link = await (await open("window", app)).connect(app.url, ONCE);
  expect(await link.saw("connect_error")).toMatchObject({
    code: "FORBIDDEN",
    message: expect.stringContaining("come back at nine"),
  });
});

test("a transport that the server does not take is UNKNOWN_TRANSPORT", async ({ open, serve }) => {
  const app = await serve({ transports: ["websocket"] });
  const link = await (await open("window", app)).connect(app.url, ONCE);
  expect(await link.saw("connect_error")).toMatchObject({ code: "UNKNOWN_TRANSPORT" });
});

test("a server that accepts and says nothing is TIMEOUT", async ({ open, serve }) => {
  const app = await serve({ allowRequest: () => undefined });
  const link = await (await open("window", app)).connect(app.url, { ...ONCE, timeout: 200 });
  expect(await link.saw("connect_error")).toMatchObject({ code: "TIMEOUT" });
});
