import { Server } from "engine.io";
import { createServer } from "node:http";
import { QUIET } from "../limits.mjs";
import { listen } from "../listen.mjs";
import { messageServer } from "./application.mjs";

/**
 * The official Engine.IO server, with messages as opaque as they are to the bare `ws` server.
 * @param {import("../peers.mjs").StartOptions} options
 */
export function start({ broadcast }) {
  const http = createServer();
  const server = new Server({ pingInterval: QUIET });
  server.attach(http, { path: "/engine.io/" });
  server.on("connection", messageServer(broadcast));
  return listen(http);
}
