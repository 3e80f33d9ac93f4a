import { createServer } from "node:http";
import { createRequire } from "node:module";
import { expect } from "@playwright/test";
import attachOfficialServer from "socket.io-2";
import type { io as officialIo } from "socket.io-client";
import { listen } from "../../fixtures/listen.ts";
import { Pages } from "../../fixtures/pages.ts";
import { TapReader } from "../../fixtures/tap/tap-reader.ts";
import { test } from "../../fixtures/tap/test.ts";

const CLIENT = createRequire(import.meta.url).resolve("socket.io-client-2/dist/socket.io.js");
/** Line ends, and what looks like them: all that a form would change. */
const TEXT = 'one\ntwo \\n three \\\n four é "five"';

test("polling by JSONP of official peers 2 is seen, and carried as it is", async ({ tapped }) => {
  const http = createServer(new Pages().serve);
  const io = attachOfficialServer(http, {});
  io.of("/").on("connection", (socket) => {
    socket.on("echo", (...values: readonly unknown[]) => {
      const [value, reply] = values;
      if (typeof reply === "function") reply(value);
    });
  });
  try {
    await tapped.goto(`http://127.0.0.1:${await listen(http)}/window.html`);
    await tapped.addScriptTag({ path: CLIENT });
    const told = await tapped.evaluate(async (text) => {
      // True because the client's script puts it there.
      const { io: connect } = globalThis as unknown as { readonly io: typeof officialIo };
      const options = { forceJSONP: true, transports: ["polling"] };
      const socket = connect(location.origin, options);
      await new Promise((resolve) => socket.once("connect", () => resolve(undefined)));
      const echo = async (value: unknown): Promise<unknown> =>
        new Promise((resolve) => socket.emit("echo", value, resolve));
      const answers = [
        await echo(text),
        [...new Uint8Array((await echo(new Uint8Array([1, 2, 255]).buffer)) as ArrayBuffer)],
      ];
      // True because the client makes this list of functions.
      const [callback] = Reflect.get(globalThis, "___eio") as [() => void];
      const source = [callback.toString(), Function.prototype.toString.call(callback)];
      const kept = Object.getOwnPropertyDescriptor(Reflect.get(globalThis, "___eio"), "0");
      return { answers, source, kept: kept?.writable && kept.enumerable && kept.configurable };
    }, TEXT);
    expect(told.answers).toEqual([TEXT, [1, 2, 255]]);
    expect(told.source).toEqual([expect.stringContaining("onData"), told.source[0]]);
    expect(told.kept).toBe(true);
    const reader = await TapReader.open(tapped);
    const event = `420${JSON.stringify(["echo", TEXT])}`;
    const answer = `430${JSON.stringify([TEXT])}`;
    const place = '{"_placeholder":true,"num":0}';
    // The server answers one poll or two with an event and its bytes.
    const answers = [sized(answer), sized(`461-1[${place}]`), "6:b4AQL/"].join("");
    await expect.poll(async () => payloads(await reader.frames(), "in")).toMatch(/6:b4AQL\/$/);
    const frames = await reader.frames();
    expect(payloads(frames, "in").replace(/^\d+:0\{"sid".*?\}2:40/, "")).toBe(answers);
    expect(payloads(frames, "out")).toBe(`${sized(event)}${sized(`451-1["echo",${place}]`)}6:b4AQL/`);
    const first = await reader.saw("link", ({ method }) => method === "GET");
    expect(first.url).toMatch(/EIO=3&transport=polling&.*j=0/);
    await reader.saw("link end", ({ link, status }) => link === first.link && status === 200);
    const posted = await reader.saw("link", ({ method }) => method === "POST");
    await reader.saw("link end", ({ link, error }) => link === posted.link && error === undefined);
  } finally {
    const closed = new Promise((resolve) => http.once("close", resolve));
    io.close();
    http.closeAllConnections();
    await closed;
  }
});

test("a poll by JSONP that fails, or that the client gives up, is seen to end", async ({ app, openTapped, tapped }) => {
  const reader = await openTapped(`${app.url}/window.html`);
  const kept = await tapped.evaluate(async () => {
    const callback = (): string => "mine";
    Reflect.set(globalThis, "___eio", [callback]);
    const poll = (path: string): HTMLScriptElement => {
      const script = document.createElement("script");
      script.src = `${path}?EIO=3&transport=polling&t=x&j=0`;
      return script;
    };
    poll("/given-up");
    const failing = poll("/missing");
    document.head.append(failing);
    await new Promise((resolve) => failing.addEventListener("error", resolve));
    return Reflect.get(Reflect.get(globalThis, "___eio"), 0) === callback;
  });
  expect(kept).toBe(true);
  const given = await reader.saw("link", ({ url }) => url.includes("/given-up"));
  await reader.saw("link end", ({ link, error }) => link === given.link && error === "aborted");
  const missing = await reader.saw("link", ({ url }) => url.includes("/missing"));
  await reader.saw("link end", ({ link, error }) => link === missing.link && error === "network error");
  expect(await reader.command({ do: "cut", link: missing.link })).toMatchObject({ ok: false, code: "FAILED" });
});

/** A packet as it stands in a payload of Engine.IO 3. */
function sized(packet: string): string {
  return `${packet.length}:${packet}`;
}

function payloads(frames: readonly string[], direction: "in" | "out"): string {
  return frames
    .flatMap((frame) => (frame.startsWith(`${direction} `) ? [frame.slice(direction.length + 1)] : []))
    .join("");
}
