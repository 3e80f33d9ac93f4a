import { io, type Socket } from "@upwire/sdk";
import type { ClientToServer, ServerToClient } from "./events.ts";
import type { Identity } from "./identity.ts";

/** The page's connection to the server. */
export type Link = Socket<ServerToClient, ClientToServer>;

/** Connects to the server that served the page. */
export function openLink(identity: Identity): Link {
  return io({
    query: { visitor: identity.id },
    // Asked again on every reconnection, so that a new name is not forgotten.
    auth: (give) => give({ name: identity.name, ink: identity.ink }),
    reconnectionDelay: 400,
    reconnectionDelayMax: 3_000,
  });
}
