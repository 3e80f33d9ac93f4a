import { createServer, type ServerResponse } from "node:http";
import { expect, type Page } from "@playwright/test";
import { WebSocketServer } from "ws";
import { listen } from "../../fixtures/listen.ts";
import { test } from "../../fixtures/tap/test.ts";
import { fetches } from "../../fixtures/tap/traffic/fetches.ts";
import { others } from "../../fixtures/tap/traffic/others.ts";
import { webSockets } from "../../fixtures/tap/traffic/web-sockets.ts";
import { xhrs } from "../../fixtures/tap/traffic/xhrs.ts";

const HANDSHAKE = '0{"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';

type Answer = (response: ServerResponse) => unknown;

/** What is at each path, whether the query is of Engine.IO or not. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  "/": (response) => response.setHeader("Content-Type", "text/html").end("<!doctype html><title>traffic</title>"),
  "/text": (response) => response.setHeader("Content-Type", "text/plain; charset=UTF-8").end(`${HANDSHAKE}é`),
  "/json": (response) => response.setHeader("Content-Type", "application/json").end('{"a":[1]}'),
  "/bytes": (response) =>
    response.setHeader("Content-Type", "application/octet-stream").end(Buffer.from([0, 1, 0xff, 4, 0x80])),
  "/xml": (response) => response.setHeader("Content-Type", "text/xml").end("<a><b/></a>"),
  "/long": (response) => response.end("long ".repeat(50_000)),
  "/nothing": (response) => response.writeHead(204).end(),
  "/refused": (response) => response.writeHead(400, "No").end('{"code":1,"message":"Session ID unknown"}'),
  "/moved": (response) => response.writeHead(302, { Location: "/text?EIO=4&transport=polling" }).end(),
  "/half": (response) => response.writeHead(200, { "Content-Length": 9 }).write("half"),
  "/events": (response) =>
    response
      .writeHead(200, { "Content-Type": "text/event-stream" })
      .write("data: one\n\nevent: two\ndata: 2\nid: 7\n\n"),
};

/** The same traffic in a page with the tap and in one without. */
async function inBoth(
  tapped: Page,
  run: (kind: string) => Promise<readonly string[]>,
  kind: string,
): Promise<readonly [readonly string[], readonly string[]]> {
  const http = createServer((request, response) => {
    request.resume();
    const answer = ANSWERS[new URL(request.url ?? "", "http://x").pathname] ?? ANSWERS["/refused"];
    answer?.(response);
  });
  const sockets = new WebSocketServer({ server: http });
  sockets.on("connection", (socket) => {
    socket.send(HANDSHAKE);
    socket.on("message", (data, binary) => socket.send(data, { binary }));
  });
  const url = `http://127.0.0.1:${await listen(http)}/`;
  const context = await tapped.context().browser()?.newContext();
  const other = await context?.newPage();
  try {
    if (!other) throw new Error("there is no browser");
    const told: (readonly string[])[] = [];
    for (const page of [tapped, other]) {
      await page.goto(url);
      told.push(await page.evaluate(run, kind));
    }
    const [withTap = [], without = []] = told;
    return [withTap, without];
  } finally {
    await context?.close();
    sockets.close();
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  }
}

const TRAFFIC = { WebSockets: webSockets, XHRs: xhrs, fetches, "event sources, workers and scripts": others };
const QUERIES = { "of Engine.IO": "?EIO=4&transport=polling&j=0", "of anything else": "?x" };

for (const [what, run] of Object.entries(TRAFFIC)) {
  for (const [kind, query] of Object.entries(QUERIES)) {
    test(`${what} ${kind} behave with the tap as they do without`, async ({ tapped }) => {
      const [withTap, without] = await inBoth(tapped, run, query);
      expect(withTap).toEqual(without);
      expect(withTap.length).toBeGreaterThan(10);
    });
  }
}
