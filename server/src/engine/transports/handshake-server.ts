import { type Server, WebSocketServer } from "ws";
import type { ResolvedOptions } from "../engine-options.ts";
import { LinkedWebSocket } from "./web-socket.ts";

/** The server of `ws` that shakes hands for us and then leaves the connection alone. */
export type HandshakeServer = Server<typeof LinkedWebSocket>;

/** A handshake server with the engine's limits. */
export function handshakeServer(options: ResolvedOptions): HandshakeServer {
  const { maxHttpBufferSize: maxPayload, maxFragments, maxBufferedChunks, closeTimeout, perMessageDeflate } = options;
  const deflate =
    perMessageDeflate === true
      ? { threshold: 1_024, serverNoContextTakeover: true, concurrencyLimit: 10 }
      : perMessageDeflate;
  const known = {
    noServer: true,
    clientTracking: false,
    WebSocket: LinkedWebSocket,
    autoPong: false,
    maxPayload,
    maxFragments,
    maxBufferedChunks,
    closeTimeout,
    perMessageDeflate: deflate,
  };
  return new WebSocketServer(known);
}
