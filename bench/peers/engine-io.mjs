import { Server } from "engine.io";
import { createServer } from "node:http";
import { QUIET } from "../limits.mjs";
import { listen } from "../listen.mjs";

/**
 * The official Engine.IO server, with messages as opaque as they are to the bare `ws` server.
 * @param {import("../peers.mjs").StartOptions} options
 */
export function start({ broadcast }) {
  const http = createServer();
  const server = new Server({ pingInterval: QUIET });
  /** @type {Set<import("engine.io").Socket>} */
  const sockets = new Set();
  server.attach(http, { path: "/engine.io/" });
  server.on("connection", (/** @type {import("engine.io").Socket} */ socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("message", (data) => {
      for (const receiver of broadcast ? sockets : [socket]) receiver.send(data);
    });
  });
  return listen(http);
}
