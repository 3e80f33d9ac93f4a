import { createRequire } from "node:module";
import { UpwireError } from "../errors.ts";
import type { OpenWebSocket } from "./web-socket.ts";

/** What `ws` adds to the browser's interface, as far as it is used here. */
interface NodeWebSocket extends WebSocket {
  /** Does not wait for the closing handshake. */
  terminate(): void;
  on(event: "error", listener: () => void): unknown;
  on(event: "upgrade", listener: (response: { readonly socket: { unref(): unknown } }) => void): unknown;
}

type NodeWebSocketClass = new (url: string, protocols: string | readonly string[], options: object) => NodeWebSocket;

/** Opens a WebSocket of the package `ws`, which takes headers and Node's TLS options besides. */
export const openWebSocket: OpenWebSocket = (url, { protocols = [], extraHeaders, nodeOptions }, { cookies }) => {
  const Constructor = load();
  const kept = cookies && { Cookie: [...cookies].map((cookie) => cookie.join("=")).join("; ") };
  const socket = new Constructor(`${url}`.replace(/^http/, "ws"), protocols, {
    ...nodeOptions,
    headers: { ...kept, ...extraHeaders },
  });
  // A faulty peer may never answer the closing handshake.
  socket.on("error", () => socket.terminate());
  if (nodeOptions && "autoUnref" in nodeOptions) socket.on("upgrade", (response) => response.socket.unref());
  return socket;
};

function load(): NodeWebSocketClass {
  try {
    // True because `ws` exports its class, which has the interface of the browser's and more.
    return createRequire(import.meta.url)("ws") as NodeWebSocketClass;
  } catch (cause) {
    throw new UpwireError("NO_WEB_SOCKET", "WebSocket in Node needs the package ws: npm install ws", { cause });
  }
}
