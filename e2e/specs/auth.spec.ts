import { expect } from "@playwright/test";
import type { AppServer } from "../fixtures/app-server.ts";
import { test } from "../fixtures/test.ts";

/** Lets in who has the token, and says more to who has not. */
function guard({ io }: AppServer, nsp: string): void {
  io.of(nsp).use((socket, next) => {
    if (socket.handshake.auth["token"] === "valid") return next();
    next(Object.assign(new Error("unknown token"), { data: { renewAt: "/sign-in", tries: 2 } }));
  });
}

test("auth is refused with the middleware's data, and accepted after the token has changed", async ({ app, open }) => {
  guard(app, "/");
  const link = await (await open("window", app)).connect(app.url, { auth: { token: "expired" } });
  expect(await link.saw("connect_error")).toEqual({
    code: "CONNECT_REFUSED",
    message: "unknown token",
    data: { renewAt: "/sign-in", tries: 2 },
  });
  await link.setAuth({ token: "valid" });
  await link.reconnect();
  await link.saw("connect");
  expect(await link.ask(["echo", "inside"])).toEqual({ value: "inside" });
  expect((await app.socket()).handshake.auth).toEqual({ token: "valid" });
});

test("a refused namespace leaves the others on the link alone", async ({ app, open }) => {
  guard(app, "/private");
  const link = await (await open("window", app)).connect(app.url);
  await link.saw("connect");
  const refused = await link.join("/private", { token: "wrong" });
  expect(await refused.saw("connect_error")).toMatchObject({ code: "CONNECT_REFUSED", message: "unknown token" });
  expect(await link.ask(["echo", "still here"])).toEqual({ value: "still here" });
  expect(app.journal.all("session")).toHaveLength(1);
});
