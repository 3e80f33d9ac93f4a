import { createServer, type Server as HttpServer } from "node:http";
import { once } from "node:events";
import { expect } from "@playwright/test";
import { Server as OfficialServer4 } from "socket.io";
import attachOfficialServer2 from "socket.io-2";
import { ALL_BYTES, binary } from "../fixtures/bytes.ts";
import { listen } from "../fixtures/listen.ts";
import { Pages } from "../fixtures/pages.ts";
import { test } from "../fixtures/test.ts";

type Reply = (answer: unknown) => void;

/** Starts an official server on the http server it is given; returns what ends it. */
const OFFICIAL_SERVERS = {
  4: (http: HttpServer) => {
    const server = new OfficialServer4(http);
    server.on("connection", (socket) => socket.on("echo", (value: unknown, reply: Reply) => reply(value)));
    return () => void server.close();
  },
  2: (http: HttpServer) => {
    const server = attachOfficialServer2(http, {});
    server.of("/").on("connection", (socket) =>
      socket.on("echo", (...values) => {
        // True because the page asks for an acknowledgement.
        const [value, reply] = values as [unknown, Reply];
        reply(value);
      }),
    );
    return () => server.close();
  },
};

for (const generation of [4, 2] as const) {
  test(`the SDK in a page talks to the official server ${generation}: upgrade, acknowledgement, binary`, async ({
    open,
  }) => {
    const http = createServer(new Pages().serve);
    const end = OFFICIAL_SERVERS[generation](http);
    try {
      const url = `http://127.0.0.1:${await listen(http)}`;
      const link = await (await open("window", { url })).connect(url, generation === 2 ? { protocol: "eio3" } : {});
      expect(await link.saw("open")).toBe("polling");
      const value = { text: "🦀", bytes: binary("ArrayBuffer", ALL_BYTES) };
      expect(await link.ask(["echo", value])).toEqual({ value });
      await link.saw("upgrade confirmed");
      expect(await link.ask(["echo", value])).toEqual({ value });
      expect(await link.transport()).toBe("websocket");
    } finally {
      const closed = once(http, "close");
      end();
      http.closeAllConnections();
      await closed;
    }
  });
}

test("the official client in a page talks to our server: upgrade, acknowledgement, binary", async ({ app, page }) => {
  await page.goto(`${app.url}/official-client.html`);
  const found = await page.evaluate(async () => {
    const socket = globalThis.officialIo();
    const upgraded = new Promise<void>((resolve) => {
      socket.on("connect", () => {
        const { engine } = socket.io;
        // The upgrade may have been faster than the answer to CONNECT.
        if (engine.transport.name === "websocket") resolve();
        else engine.on("upgrade", () => resolve());
      });
    });
    const first: unknown = await socket.emitWithAck("echo", "over polling, or already not");
    await upgraded;
    const second: unknown = await socket.emitWithAck("echo", Uint8Array.of(1, 2, 3));
    return {
      first,
      second: second instanceof ArrayBuffer && [...new Uint8Array(second)],
      transport: socket.io.engine.transport.name,
    };
  });
  expect(found).toEqual({ first: "over polling, or already not", second: [1, 2, 3], transport: "websocket" });
  expect(app.journal.all("session")).toHaveLength(1);
});
