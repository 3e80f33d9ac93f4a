import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { listen } from "../listen.mjs";

/**
 * The yardstick: a bare `ws` server that sends bytes back (or to everyone) without looking at them.
 * @param {import("../peers.mjs").StartOptions} options
 */
export function start({ broadcast }) {
  const http = createServer();
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  server.on("connection", (socket) => {
    socket.on("message", (data, binary) => {
      if (!broadcast) return socket.send(data, { binary });
      for (const client of server.clients) client.send(data, { binary });
    });
  });
  return listen(http);
}
