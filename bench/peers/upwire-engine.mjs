import { Engine } from "@upwire/server/engine";
import { createServer } from "node:http";
import { QUIET } from "../limits.mjs";
import { listen } from "../listen.mjs";
import { messageServer } from "./application.mjs";

/**
 * Our Engine.IO server through its documented interface, with messages as opaque as they are to the bare `ws` server.
 * @param {import("../peers.mjs").StartOptions} options
 */
export function start({ broadcast }) {
  const http = createServer();
  const engine = new Engine({ pingInterval: QUIET });
  engine.attach(http, { path: "/engine.io/" });
  engine.on("connection", messageServer(broadcast));
  return listen(http);
}
