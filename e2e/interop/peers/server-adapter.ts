import { createServer, type Server as HttpServer } from "node:http";
import { once } from "node:events";
import type { Api, Refusal, RunningServer, ServerNamespace, ServerPeer, ServerSocket } from "./peer.ts";
import type { RawAttach, RawNamespace, RawServer, RawServerSocket } from "./raw-server.ts";
import { requests } from "./requests.ts";

/** Makes a server library a peer of the scenarios; what differs among generations ends here. */
export function serverPeer(name: string, api: Api, attach: RawAttach): ServerPeer {
  return {
    name,
    api,
    async start(options = {}) {
      const httpServer = createServer();
      // A copy: generation 2 writes into the options it gets, and the scenarios share theirs.
      const raw = attach(httpServer, { ...options });
      httpServer.listen(0, "127.0.0.1");
      await once(httpServer, "listening");
      return runningServer(httpServer, raw);
    },
  };
}

function runningServer(httpServer: HttpServer, raw: RawServer): RunningServer {
  const address = httpServer.address();
  if (address === null || typeof address === "string") throw new Error("The server does not listen on a port.");
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    of: (namespace) => serverNamespace(raw.of(namespace)),
    async close() {
      const closed = once(httpServer, "close");
      raw.close();
      httpServer.closeAllConnections();
      await closed;
    },
  };
}

function serverNamespace(raw: RawNamespace): ServerNamespace {
  return {
    onConnection: (listener) => void raw.on("connection", (socket) => listener(serverSocket(socket))),
    guard: (judge) =>
      void raw.use((socket, next) => {
        const refusal = judge(serverSocket(socket));
        next(refusal === undefined ? undefined : refusalError(refusal));
      }),
    emitTo(rooms, except, event, ...values) {
      let target = rooms.reduce(
        (operator, room) => operator.to(room),
        raw as Pick<RawNamespace, "to" | "except" | "emit">,
      );
      for (const room of except) {
        if (target.except === undefined) throw new Error("This generation has no except.");
        target = target.except(room);
      }
      target.emit(event, ...values);
    },
  };
}

function refusalError({ message, data }: Refusal): Error {
  return Object.assign(new Error(message), data === undefined ? {} : { data });
}

function serverSocket(raw: RawServerSocket): ServerSocket {
  return {
    id: raw.id,
    get connected() {
      return raw.connected;
    },
    namespace: raw.nsp.name,
    get transport() {
      return raw.conn.transport.name;
    },
    auth: raw.handshake.auth,
    query: raw.handshake.query,
    on: (event, listener) => void raw.on(event, listener),
    emit: (event, ...values) => void raw.emit(event, ...values),
    ...requests(raw),
    join: async (room) => void (await raw.join(room)),
    leave: async (room) => void (await raw.leave(room)),
    broadcast(rooms, event, ...values) {
      rooms.reduce((operator, room) => operator.to(room), raw.broadcast).emit(event, ...values);
    },
    disconnect: (whole) => void raw.disconnect(whole),
    onDisconnect: (listener) => void raw.on("disconnect", (reason) => listener(String(reason))),
    onHeartbeat: (listener) => void raw.conn.on("heartbeat", listener),
  };
}
