import type { Adapter, SocketId } from "./adapters/adapter.ts";
import { Broadcaster, RESERVED_SERVER_SIDE } from "./broadcaster.ts";
import type { Auth, Client } from "./client.ts";
import { type Middleware, runMiddlewares } from "./middleware.ts";
import type { Server } from "./server.ts";
import { type AnySocket, Socket } from "./socket.ts";
import type { DefaultEventsMap, EventsMap, Untyped } from "./typed-events.ts";

/** A namespace of whatever events. */
export type AnyNamespace = Namespace<Untyped, Untyped, Untyped, Untyped>;

/** An error of a middleware; `data` travels to the client with the message. */
export interface ExtendedError extends Error {
  data?: Untyped;
}

/** Sockets that share a name, middlewares and rooms. */
export class Namespace<
  ListenEvents extends EventsMap = DefaultEventsMap,
  EmitEvents extends EventsMap = ListenEvents,
  ServerSideEvents extends EventsMap = DefaultEventsMap,
  SocketData = Untyped,
> extends Broadcaster<ListenEvents, EmitEvents, ServerSideEvents, SocketData> {
  readonly name: string;
  readonly server: Server<ListenEvents, EmitEvents, ServerSideEvents, SocketData>;
  /** The connected sockets of this node. */
  readonly sockets: Map<SocketId, Socket<ListenEvents, EmitEvents, ServerSideEvents, SocketData>> = new Map();
  adapter: Adapter;
  /** The next packet id that asks for an acknowledgement: one counter, so that a broadcast shares one id. @internal */
  _ids = 0;
  /** @internal */
  _middlewares: readonly Middleware<Socket<ListenEvents, EmitEvents, ServerSideEvents, SocketData>>[] = [];

  constructor(server: Server<ListenEvents, EmitEvents, ServerSideEvents, SocketData>, name: string) {
    super();
    this.server = server;
    this.name = name;
    this.adapter = this._makeAdapter();
    void this.#initAdapter();
  }

  /** Adds a middleware that decides who may join; `next(error)` refuses, and the client learns the message and `data`. */
  use(
    middleware: (
      socket: Socket<ListenEvents, EmitEvents, ServerSideEvents, SocketData>,
      next: (error?: ExtendedError) => void,
    ) => unknown,
  ): this {
    this._middlewares = [...this._middlewares, middleware];
    return this;
  }

  /** @internal */
  protected override get _target(): Adapter {
    return this.adapter;
  }

  /** @internal */
  _makeAdapter(): Adapter {
    const make = this.server.adapter();
    // True because what has no prototype is an arrow function, which cannot be a class.
    return "prototype" in make
      ? new (make as new (nsp: AnyNamespace) => Adapter)(this)
      : (make as (nsp: AnyNamespace) => Adapter)(this);
  }

  /** Replaces the adapter, which nobody has used yet. @internal */
  _renewAdapter(): void {
    this.adapter = this._makeAdapter();
    void this.#initAdapter();
  }

  /** Asks the middlewares whether a client may join, and hands over the socket with their decision. @internal */
  _admit(client: Client, auth: Auth, decided: (socket: AnySocket, error?: ExtendedError) => void): void {
    const socket = new Socket(this, client, auth);
    if (this._middlewares.length === 0) return decided(socket);
    const failed = (error: unknown): void => this.server._report(error, socket, "middleware");
    runMiddlewares(this._middlewares, socket, failed, (error) => decided(socket, error));
  }

  /** Takes a socket in; its own business is settled before any handler hears of it. @internal */
  _connect(socket: AnySocket): void {
    this.sockets.set(socket.id, socket);
    socket.client._joined(socket);
    socket._onConnect();
    const packet = ["connection", socket];
    this._dispatch("connect", packet);
    this._dispatch("connection", packet);
  }

  /** Lets go of a socket and takes it out of its rooms. @internal */
  _remove(socket: AnySocket): void {
    const { id } = socket;
    // A client of the V2 era that gave up one attempt to join has the same id, and so the same rooms, in the next.
    if ((this.sockets.get(id) ?? socket) !== socket) return;
    try {
      this.adapter.delAll(id);
    } catch (error) {
      socket._handlerFailed(error, "disconnect");
    }
    this.sockets.delete(id);
  }

  /** Takes an event of another node, with a callback as last element if it wants an answer. @internal */
  _onServerSideEmit(packet: readonly unknown[]): void {
    if (!RESERVED_SERVER_SIDE.has(packet[0])) this._dispatch(packet[0], packet);
  }

  /** @internal */
  _handlerFailed(error: unknown, event: string): void {
    this.server._report(error, undefined, event);
  }

  async #initAdapter(): Promise<void> {
    try {
      await this.adapter.init();
    } catch (error) {
      this._handlerFailed(error, "adapter init");
    }
  }
}
