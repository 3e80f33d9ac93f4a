import { Server as Server4 } from "socket.io";
import attach2 from "socket.io-2";
import { Server as Server3 } from "socket.io-3";
import type { ServerPeer } from "./peer.ts";
import { serverPeer } from "./server-adapter.ts";

/** socket.io 2.5. */
export const officialServer2: ServerPeer = serverPeer("server 2.5", 2, attach2);
/** socket.io 3.1. */
export const officialServer3: ServerPeer = serverPeer("server 3.1", 3, (http, options) => new Server3(http, options));
/** socket.io 4.8. */
export const officialServer4: ServerPeer = serverPeer("server 4.8", 4, (http, options) => new Server4(http, options));
