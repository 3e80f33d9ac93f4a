import { createServer } from "node:http";
import { Server } from "socket.io";
import { QUIET } from "../limits.mjs";
import { listen } from "../listen.mjs";

/** The official Socket.IO server: event `e` goes back to its sender, event `b` to everyone. */
export function start() {
  const http = createServer();
  const io = new Server(http, { pingInterval: QUIET, serveClient: false });
  io.on("connection", (socket) => {
    socket.on("e", (value) => socket.emit("e", value));
    socket.on("b", (value) => io.emit("b", value));
  });
  return listen(http);
}
