import { io as io4 } from "socket.io-client";
import io2 from "socket.io-client-2";
import { io as io3 } from "socket.io-client-3";
import { clientPeer } from "./client-adapter.ts";
import type { ClientPeer } from "./peer.ts";

/** socket.io-client 2.5. */
export const officialClient2: ClientPeer = clientPeer("client 2.5", 2, 2, io2);
/** socket.io-client 3.1. */
export const officialClient3: ClientPeer = clientPeer("client 3.1", 3, 4, io3);
/** socket.io-client 4.8. */
export const officialClient4: ClientPeer = clientPeer("client 4.8", 4, 4, io4);
