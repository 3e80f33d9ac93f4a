import { expect } from "@playwright/test";
import type { Socket } from "@upwire/server";
import { test } from "../fixtures/test.ts";

test("namespaces share one connection, and their events stay apart", async ({ app, open }) => {
  const joined = new Promise<Socket>((resolve) => app.io.of("/news").on("connection", resolve));
  const main = await (await open("window", app)).connect(app.url);
  const news = await main.join("/news");
  await Promise.all([main.saw("connect"), news.saw("connect")]);
  const [mainSocket, newsSocket] = [await app.socket(), await joined];
  expect(newsSocket.conn).toBe(mainSocket.conn);
  expect(newsSocket.id).not.toBe(mainSocket.id);
  expect(app.journal.all("session")).toHaveLength(1);
  expect(app.io.engine.clientsCount).toBe(1);
  newsSocket.emit("headline", "for readers");
  mainSocket.emit("headline", "for all");
  expect(await news.saw("event headline")).toEqual(["for readers"]);
  expect(await main.saw("event headline")).toEqual(["for all"]);
});

test("leaving one namespace leaves the other connected", async ({ app, open }) => {
  app.io.of("/news");
  const main = await (await open("window", app)).connect(app.url);
  const news = await main.join("/news");
  await news.saw("connect");
  await news.disconnect();
  expect(await news.saw("disconnect")).toBe("io client disconnect");
  expect(await main.ask(["echo", "here"])).toEqual({ value: "here" });
});

test("a dynamic namespace is made for the name that a client asks for", async ({ app, open }) => {
  app.io.of(/^\/room-\d+$/).on("connection", (socket: Socket) => socket.emit("welcome", socket.nsp.name));
  const room = await (await open("window", app)).connect(`${app.url}/room-7`);
  expect(await room.saw("event welcome")).toEqual(["/room-7"]);
});

test("a namespace that the server does not have is refused by name", async ({ app, open }) => {
  const nowhere = await (await open("window", app)).connect(`${app.url}/nowhere`);
  expect(await nowhere.saw("connect_error")).toMatchObject({ code: "CONNECT_REFUSED", message: "Invalid namespace" });
});
