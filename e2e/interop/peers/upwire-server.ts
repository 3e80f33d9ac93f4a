import { Server } from "@upwire/server";
import type { ServerPeer } from "./peer.ts";
import { serverPeer } from "./server-adapter.ts";

/** Our server, open to clients of the V2 era too. */
export const upwireServer: ServerPeer = serverPeer(
  "upwire server",
  4,
  (http, options) => new Server(http, { ...options, allowEIO3: true }),
);
