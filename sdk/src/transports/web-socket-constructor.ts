import type { OpenWebSocket } from "./web-socket.ts";

/** Opens a WebSocket of the platform, which takes no headers and no other options. */
export const openWebSocket: OpenWebSocket = (url, { protocols }) => {
  url.protocol = url.protocol.replace("http", "ws");
  // True because the list is only read.
  return new WebSocket(url, protocols as string | string[] | undefined);
};
