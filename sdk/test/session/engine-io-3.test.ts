import { createRequire } from "node:module";
import type { Server } from "node:http";
import { afterEach, describe, expect, it, vi } from "vitest";
import { engineUrl } from "../../src/engine-url.ts";
import { eio3 } from "../../src/eio3.ts";
import { newSession } from "./new-session.ts";
import { base64 } from "../../src/transports/base64.ts";
import { polling } from "../../src/transports/polling.ts";
import { upgrade } from "../../src/transports/upgrade.ts";
import { webSocket } from "../../src/transports/web-socket.ts";
import type { TransportFactory } from "../../src/transport.ts";
import { listening } from "../transports/http-server.ts";

interface Engine3 {
  on(event: "connection", listener: (socket: Engine3Socket) => void): void;
  close(): void;
}

interface Engine3Socket {
  on(event: "message", listener: (data: string | Buffer) => void): void;
  send(data: string | Buffer): void;
}

const fromSocketIo2 = createRequire(createRequire(import.meta.url).resolve("socket.io-2/package.json"));
// True of engine.io 3.6, which comes with Socket.IO 2.
const { attach } = fromSocketIo2("engine.io") as { readonly attach: (server: Server, options: object) => Engine3 };

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function echoing(): Promise<string> {
  const http = await listening();
  const engine = attach(http.server, { pingInterval: 30, pingTimeout: 2_000 });
  engine.on("connection", (socket) => {
    socket.send("hello");
    socket.on("message", (data) => socket.send(data));
  });
  closers.push(async () => {
    engine.close();
    await http.close();
  });
  return http.url;
}

const transports: readonly (readonly [string, TransportFactory])[] = [
  ["polling", polling()],
  ["webSocket", webSocket()],
  ["upgrade", upgrade(polling(), webSocket())],
  ["base64(polling)", base64(polling())],
  ["base64(webSocket)", base64(webSocket())],
];

describe("a session with eio3 against engine.io 3", () => {
  it.each(transports)("echoes text and binary and idles through heartbeats over %s", async (_, transport) => {
    const received: unknown[] = [];
    const closed = vi.fn();
    let beats = 0;
    const sent = ["€ 😀", "plain", new Uint8Array([1, 2, 255]), new Blob(["hi"]), "last"];
    const session = newSession(
      engineUrl(await echoing()),
      { transport, protocol: eio3 },
      {
        opened() {
          for (const message of sent) void session.send(message);
        },
        received: (data) => received.push(typeof data === "string" ? data : [...new Uint8Array(data as ArrayBuffer)]),
        ended: (reason, error) => closed(reason, error),
        inspector: ({ kind }) => void (kind === "heartbeat" && beats++),
      },
    );
    await vi.waitFor(() => expect(received).toEqual(["hello", "€ 😀", "plain", [1, 2, 255], [104, 105], "last"]), {
      timeout: 15_000,
    });
    await vi.waitFor(() => expect(beats).toBeGreaterThan(5), { timeout: 15_000 });
    expect(closed).not.toHaveBeenCalled();
    void session.close();
    await vi.waitFor(() => expect(closed).toHaveBeenCalledWith("forced close", undefined), { timeout: 15_000 });
  });
});
