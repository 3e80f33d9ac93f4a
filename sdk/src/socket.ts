import type {
  AckValue,
  ArgumentsWithoutAck,
  DecorateAcknowledgements,
  DefaultEventsMap,
  EventArguments,
  EventListener,
  EventNames,
  EventsMap,
  Untyped,
} from "./events.ts";
import type { UpwireError } from "./errors.ts";
import type { Listener, Unsubscribe } from "./listeners.ts";
import type { Auth } from "./namespace.ts";

/** The events of a socket that do not come from the other side's application. */
export interface SocketReservedEvents {
  /** The server has accepted; `id` is set, what was buffered has been sent. */
  connect: () => void;
  /** The link could not be set up, or the server refused the namespace (then `error.data` may say why). */
  connect_error: (error: UpwireError & { readonly data?: unknown }) => void;
  disconnect: (reason: string, error?: UpwireError) => void;
}

/** One namespace as `client.of()` hands it out: events both ways, with acknowledgements. */
export interface Socket<
  ListenEvents extends EventsMap = DefaultEventsMap,
  EmitEvents extends EventsMap = ListenEvents,
> {
  readonly nsp: string;
  /** The server's name for this connection; undefined while not connected. */
  readonly id: string | undefined;
  readonly connected: boolean;
  /** Whether the namespace is joined again by itself whenever the link comes up. */
  readonly active: boolean;
  /** Whether the server went on with the session of before, see `recovery()`. */
  readonly recovered?: boolean;
  auth: Auth | undefined;
  /** Joins the namespace, and opens the link if need be; needed after a refusal and after either side has left. */
  connect(): this;
  /** Leaves the namespace; the link goes down with the last one. */
  disconnect(): this;
  /** Listens; the returned function stops it. */
  on<Name extends EventNames<ListenEvents> | keyof SocketReservedEvents>(
    name: Name,
    listener: EventListener<SocketReservedEvents, ListenEvents, Name>,
  ): Unsubscribe;
  /** Listens for the next event of that name only. */
  once<Name extends EventNames<ListenEvents> | keyof SocketReservedEvents>(
    name: Name,
    listener: EventListener<SocketReservedEvents, ListenEvents, Name>,
  ): Unsubscribe;
  /** Stops one listener, or all listeners of that name. */
  off(name: EventNames<ListenEvents> | keyof SocketReservedEvents, listener?: Listener): void;
  /** Listens to every event that comes; called with its name and arguments before the event's own listeners. */
  onAny(listener: (name: string, ...args: Untyped[]) => void): Unsubscribe;
  /** Sends an event; a function as last argument is called with the other side's acknowledgement. Kept while not connected. */
  emit<Name extends EventNames<EmitEvents>>(name: Name, ...args: EventArguments<EmitEvents, Name>): void;
  /** Sends an event and waits for its acknowledgement. Rejects with `TIMEOUT` after `timeout()`, with `DISCONNECTED` when the link is lost. */
  emitWithAck<Name extends EventNames<EmitEvents>>(
    name: Name,
    ...args: ArgumentsWithoutAck<EmitEvents, Name>
  ): Promise<AckValue<EmitEvents, Name>>;
  /** Bounds the wait for the next emit's acknowledgement, whose callback then takes an error first. */
  timeout(delay: number): Socket<ListenEvents, DecorateAcknowledgements<EmitEvents>>;
  /** The next event is dropped, and not kept, when it cannot leave at once. */
  readonly volatile: this;
}
