import { io } from "@upwire/sdk";
import { eio3 } from "@upwire/sdk/eio3";
import { clientPeer } from "./client-adapter.ts";
import type { ClientPeer } from "./peer.ts";

/** Our client as it is. */
export const upwireClient: ClientPeer = clientPeer("upwire client", 4, 4, (url, options) => io(url, options));
/** Our client with the codec of the V2 era. */
export const upwireClientEio3: ClientPeer = clientPeer("upwire client with eio3", 4, 2, (url, options) =>
  io(url, { ...options, protocol: eio3 }),
);
