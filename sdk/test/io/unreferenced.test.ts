import { Socket as NetSocket } from "node:net";
import { afterEach, expect, it, vi } from "vitest";
import { io } from "../../src/index.ts";
import { officialServer } from "../support/official-server.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

it.each([
  [true, 1],
  [false, 0],
])("autoUnref: %s lets go of the socket of the WebSocket %i times", async (autoUnref, times) => {
  const server = await officialServer(4);
  const unref = vi.spyOn(NetSocket.prototype, "unref");
  const socket = io(server.url, { transports: ["websocket"], autoUnref, forceNew: true });
  await new Promise<void>((resolve) => socket.once("connect", () => resolve()));
  expect(unref).toHaveBeenCalledTimes(times);
  socket.disconnect();
  await server.close();
});
