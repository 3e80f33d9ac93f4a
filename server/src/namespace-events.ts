import type { AnySocket, Socket } from "./socket.ts";
import type { Namespace } from "./namespace.ts";
import type { EventsMap, Untyped } from "./typed-events.ts";

/** Where a handler failed, as `handler_error` reports it. */
export interface HandlerErrorContext {
  /** The socket whose handler it was, if it was a socket's. */
  readonly socket: AnySocket | undefined;
  readonly event: string;
}

/** What happens in a namespace, and in a server. */
export interface NamespaceReservedEvents<
  ListenEvents extends EventsMap,
  EmitEvents extends EventsMap,
  ServerSideEvents extends EventsMap,
  SocketData,
> {
  connect: (socket: Socket<ListenEvents, EmitEvents, ServerSideEvents, SocketData>) => void;
  connection: (socket: Socket<ListenEvents, EmitEvents, ServerSideEvents, SocketData>) => void;
  /** A dynamic namespace was made. */
  new_namespace: (namespace: Namespace<ListenEvents, EmitEvents, ServerSideEvents, SocketData>) => void;
  /** One of the application's handlers or middlewares threw, or rejected. */
  handler_error: (error: Untyped, context: HandlerErrorContext) => void;
}
