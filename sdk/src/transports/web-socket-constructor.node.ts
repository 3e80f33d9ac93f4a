import { createRequire } from "node:module";
import { UpwireError } from "../errors.ts";
import type { OpenWebSocket } from "./web-socket.ts";

type NodeWebSocket = new (url: URL, protocols: string | readonly string[], options: object) => WebSocket;

/** Opens a WebSocket of the package `ws`, which takes headers and Node's TLS options besides. */
export const openWebSocket: OpenWebSocket = (url, { protocols = [], extraHeaders, nodeOptions }, { cookies }) => {
  const Constructor = load();
  const kept = cookies && { Cookie: [...cookies].map((cookie) => cookie.join("=")).join("; ") };
  url.protocol = url.protocol.replace("http", "ws");
  return new Constructor(url, protocols, { ...nodeOptions, headers: { ...kept, ...extraHeaders } });
};

function load(): NodeWebSocket {
  try {
    // True because `ws` exports its class, which has the interface of the browser's.
    return createRequire(import.meta.url)("ws") as NodeWebSocket;
  } catch (cause) {
    throw new UpwireError("NO_WEB_SOCKET", "WebSocket in Node needs the package ws: npm install ws", { cause });
  }
}
