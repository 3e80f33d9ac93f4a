import { createServer } from "node:http";
import { Server } from "socket.io";
import { QUIET } from "../limits.mjs";
import { listen } from "../listen.mjs";
import { serveEvents } from "./application.mjs";

/** The official Socket.IO server. */
export function start() {
  const http = createServer();
  const io = new Server(http, { pingInterval: QUIET, serveClient: false });
  io.on("connection", (socket) => serveEvents(socket, io));
  return listen(http);
}
