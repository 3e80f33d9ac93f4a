import { Engine } from "@upwire/server/engine";
import { createServer } from "node:http";
import { QUIET } from "../limits.mjs";
import { listen } from "../listen.mjs";

/**
 * Our Engine.IO server through its documented interface, with messages as opaque as they are to the bare `ws` server.
 * @param {import("../peers.mjs").StartOptions} options
 */
export function start({ broadcast }) {
  const http = createServer();
  const engine = new Engine({ pingInterval: QUIET });
  /** @type {Set<import("@upwire/server/engine").Session>} */
  const sessions = new Set();
  engine.attach(http, { path: "/engine.io/" });
  engine.on("connection", (session) => {
    sessions.add(session);
    session.on("close", () => sessions.delete(session));
    session.on("message", (data) => {
      for (const receiver of broadcast ? sessions : [session]) receiver.send(data);
    });
  });
  return listen(http);
}
