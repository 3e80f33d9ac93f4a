import type { Adapter, Room, SocketId } from "./adapters/adapter.ts";
import { BroadcastOperator } from "./broadcast-operator.ts";
import { Emitter } from "./emitter.ts";
import type { NamespaceReservedEvents } from "./namespace-events.ts";
import type { RemoteSocket } from "./remote-socket.ts";
import type {
  AllButLast,
  DecorateAcknowledgements,
  DecorateAcknowledgementsWithMultipleResponses,
  DecorateAcknowledgementsWithTimeoutAndMultipleResponses,
  EventNames,
  EventNamesWithAck,
  EventNamesWithoutAck,
  EventParams,
  EventsMap,
  FirstNonErrorArg,
  Last,
  Untyped,
} from "./typed-events.ts";

/** Names that other nodes cannot emit to us. */
export const RESERVED_SERVER_SIDE: ReadonlySet<unknown> = new Set([
  "connect",
  "connection",
  "new_namespace",
  "handler_error",
]);

type Broadcast<EmitEvents extends EventsMap, SocketData> = BroadcastOperator<
  DecorateAcknowledgementsWithMultipleResponses<EmitEvents>,
  SocketData
>;

/** What a namespace, and a server for its namespace `/`, can send to everybody. */
export abstract class Broadcaster<
  ListenEvents extends EventsMap,
  EmitEvents extends EventsMap,
  ServerSideEvents extends EventsMap,
  SocketData,
> extends Emitter<ServerSideEvents, NamespaceReservedEvents<ListenEvents, EmitEvents, ServerSideEvents, SocketData>> {
  /** The adapter that broadcasts. @internal */
  protected abstract get _target(): Adapter;

  /** Targets the members of rooms. */
  to(rooms: Room | readonly Room[]): Broadcast<EmitEvents, SocketData> {
    return this.#everybody().to(rooms);
  }

  /** Same as `to`. */
  in(rooms: Room | readonly Room[]): Broadcast<EmitEvents, SocketData> {
    return this.#everybody().to(rooms);
  }

  /** Targets everybody but the members of rooms. */
  except(rooms: Room | readonly Room[]): Broadcast<EmitEvents, SocketData> {
    return this.#everybody().except(rooms);
  }

  /** Sends an event to everybody. */
  emit<Name extends EventNamesWithoutAck<EmitEvents>>(name: Name, ...args: EventParams<EmitEvents, Name>): boolean {
    return new BroadcastOperator<EmitEvents, SocketData>(this._target).emit(name, ...args);
  }

  /** Sends a `message` event to everybody. */
  send(...args: EventParams<EmitEvents, "message">): this {
    // True because the arguments were checked against `message` above.
    new BroadcastOperator<Untyped, SocketData>(this._target).emit("message", ...(args as unknown[]));
    return this;
  }

  /** Same as `send`. */
  write(...args: EventParams<EmitEvents, "message">): this {
    return this.send(...args);
  }

  /** Sends an event to the namespace of this name on the other nodes. */
  serverSideEmit<Name extends EventNames<ServerSideEvents>>(
    name: Name,
    ...args: EventParams<DecorateAcknowledgementsWithTimeoutAndMultipleResponses<ServerSideEvents>, Name>
  ): boolean;
  serverSideEmit(...packet: unknown[]): boolean {
    if (RESERVED_SERVER_SIDE.has(packet[0])) throw new Error(`"${String(packet[0])}" is a reserved event name`);
    this._target.serverSideEmit(packet);
    return true;
  }

  /** Sends an event to the other nodes and resolves with their answers; rejects with an error that has `responses`. */
  serverSideEmitWithAck<Name extends EventNamesWithAck<ServerSideEvents>>(
    name: Name,
    ...args: AllButLast<EventParams<ServerSideEvents, Name>>
  ): Promise<FirstNonErrorArg<Last<EventParams<ServerSideEvents, Name>>>[]>;
  serverSideEmitWithAck(name: string, ...args: unknown[]): Promise<unknown[]> {
    return new Promise((resolve, reject) => {
      const callback = (error: Error | null, responses: unknown[]): void =>
        error === null ? resolve(responses) : reject(Object.assign(error, { responses }));
      // True because the checked door above took the same name and arguments.
      (this as Broadcaster<Untyped, Untyped, Untyped, Untyped>).serverSideEmit(name, ...args, callback);
    });
  }

  /** The ids of all sockets of all nodes. Superseded by `fetchSockets`. */
  allSockets(): Promise<Set<SocketId>> {
    return this.#everybody().allSockets();
  }

  /** Allows or forbids compression for the next broadcast. */
  compress(compress: boolean): Broadcast<EmitEvents, SocketData> {
    return this.#everybody().compress(compress);
  }

  /** Lets the next broadcast be dropped for receivers that cannot take it now. */
  get volatile(): Broadcast<EmitEvents, SocketData> {
    return this.#everybody().volatile;
  }

  /** Targets the sockets of this node. */
  get local(): Broadcast<EmitEvents, SocketData> {
    return this.#everybody().local;
  }

  /** Gives the acknowledgements of the next broadcast a time limit, in milliseconds. */
  timeout(
    timeout: number,
  ): BroadcastOperator<
    DecorateAcknowledgements<DecorateAcknowledgementsWithMultipleResponses<EmitEvents>>,
    SocketData
  > {
    return this.#everybody().timeout(timeout);
  }

  /** All sockets of all nodes. */
  fetchSockets(): Promise<RemoteSocket<EmitEvents, SocketData>[]> {
    return new BroadcastOperator<EmitEvents, SocketData>(this._target).fetchSockets();
  }

  /** Makes all sockets join rooms. */
  socketsJoin(rooms: Room | readonly Room[]): void {
    this.#everybody().socketsJoin(rooms);
  }

  /** Makes all sockets leave rooms. */
  socketsLeave(rooms: Room | readonly Room[]): void {
    this.#everybody().socketsLeave(rooms);
  }

  /** Disconnects all sockets, with `close` their whole connections. */
  disconnectSockets(close = false): void {
    this.#everybody().disconnectSockets(close);
  }

  #everybody(): Broadcast<EmitEvents, SocketData> {
    return new BroadcastOperator(this._target);
  }
}
