import { createServer } from "node:http";
import { type Client, connect, polling, upgrade, webSocket } from "@upwire/sdk";
import { Server, type ServerOptions } from "@upwire/server";
import { onTestFinished, vi } from "vitest";
import { listen } from "../../fixtures/listen.ts";

/** Closes what an example made when its test ends. */
export function closing<Closable extends { close(): unknown }>(thing: Closable): Closable {
  onTestFinished(async () => {
    await thing.close();
  });
  return thing;
}

/** A server of ours that stands for the one the examples name. */
export async function backend(options: ServerOptions = {}): Promise<{ readonly io: Server; readonly url: string }> {
  const http = createServer();
  const io = closing(new Server(http, options));
  return { io, url: `http://127.0.0.1:${await listen(http)}` };
}

/** A client of the SDK's second example, towards a server of ours. */
export async function connected(): Promise<{ readonly io: Server; readonly client: Client }> {
  const { io, url } = await backend();
  io.of("/chat");
  const client = closing(connect(url, { transport: upgrade(polling(), webSocket()) }));
  return { io, client };
}

/** A port for an example that listens by itself. */
export async function freePort(): Promise<number> {
  const http = createServer();
  const port = await listen(http);
  await new Promise((resolve) => void http.close(resolve));
  return port;
}

/** Waits until what is expected holds. */
export function until(expectation: () => void): Promise<void> {
  return vi.waitFor(expectation, { timeout: 15_000 });
}
