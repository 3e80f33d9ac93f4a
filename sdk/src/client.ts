import type { StateChange } from "./connection.ts";
import type { DefaultEventsMap, EventsMap } from "./events.ts";
import type { Unsubscribe } from "./listeners.ts";
import type { NamespaceOptions } from "./namespace.ts";
import type { Socket } from "./socket.ts";
import type { ConnectionState } from "@upwire/protocol";

/** The events of a client. */
export interface ClientEvents {
  /** Every change of the connection's state. */
  state: (change: StateChange) => void;
}

/** One link to a server, as `connect()` hands it out; its namespaces share it. */
export interface Client {
  readonly state: ConnectionState;
  readonly url: string | URL;
  /** Its sockets by the name of their namespace. */
  readonly namespaces: ReadonlyMap<string, object>;
  /** The socket of a namespace, joined at once; the same socket every time. `options` count the first time. */
  of<ListenEvents extends EventsMap = DefaultEventsMap, EmitEvents extends EventsMap = ListenEvents>(
    nsp?: string,
    options?: NamespaceOptions,
  ): Socket<ListenEvents, EmitEvents>;
  /** Listens; the returned function stops it. */
  on<Name extends keyof ClientEvents>(name: Name, listener: ClientEvents[Name]): Unsubscribe;
  /** Opens the link again after `close`, and cuts the wait for the next attempt short. */
  connect(): this;
  /** Takes the link down for good, or until `connect`. */
  close(): void;
}
