import { Connection, type LostPacket, type StateChange } from "./connection.ts";
import type { DefaultEventsMap, EventsMap } from "./events.ts";
import type { Unsubscribe } from "./listeners.ts";
import type { NamespaceOptions } from "./namespace.ts";
import { Socket } from "./socket.ts";

/** The events of a client. */
export interface ClientEvents {
  /** Every change of the connection's state. */
  state: (change: StateChange) => void;
  /** An event or acknowledgement of ours did not go out, or nobody knows whether it did. */
  lost: (packet: LostPacket) => void;
}

/** One link to a server, as `connect()` hands it out; its namespaces share it. */
export class Client extends Connection {
  /** The socket of a namespace, joined at once; the same socket every time. `options` count the first time. */
  of<ListenEvents extends EventsMap = DefaultEventsMap, EmitEvents extends EventsMap = ListenEvents>(
    nsp = "/",
    options: NamespaceOptions = {},
  ): Socket<ListenEvents, EmitEvents> {
    const known = this.namespaces.get(nsp);
    // True because only this method adds namespaces to a client; the events are the caller's word.
    if (known) return known as Socket<ListenEvents, EmitEvents>;
    const socket = new Socket<ListenEvents, EmitEvents>(this, nsp, options);
    this.namespaces.set(nsp, socket);
    return socket.connect();
  }

  /** Listens; the returned function stops it. */
  on<Name extends keyof ClientEvents>(name: Name, listener: ClientEvents[Name]): Unsubscribe {
    return this.handlers.on(name, listener);
  }

  /** Opens the link again after `close`, and cuts the wait for the next attempt short. */
  connect(): this {
    this.start(true);
    return this;
  }
}
