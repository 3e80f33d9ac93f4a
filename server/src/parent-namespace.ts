import { MemoryAdapter } from "./adapters/memory.ts";
import type { Adapter, AdapterPacket, BroadcastOptions, SocketDetails } from "./adapters/adapter.ts";
import { type AnyNamespace, Namespace } from "./namespace.ts";
import type { Server } from "./server.ts";
import type { AnySocket } from "./socket.ts";
import type { DefaultEventsMap, EventsMap, Untyped } from "./typed-events.ts";

let made = 0;

/** Broadcasts to all namespaces of a dynamic one. */
class ParentAdapter extends MemoryAdapter {
  readonly #children: () => ReadonlySet<AnyNamespace>;

  constructor(nsp: AnyNamespace, children: () => ReadonlySet<AnyNamespace>) {
    super(nsp);
    this.#children = children;
  }

  override broadcast(packet: AdapterPacket, options: BroadcastOptions): void {
    for (const child of this.#children()) child.adapter.broadcast({ ...packet }, options);
  }

  override fetchSockets(): Promise<SocketDetails[]> {
    return Promise.reject(new Error("fetchSockets() is not supported on a dynamic namespace: ask its children"));
  }
}

/** A dynamic namespace: what `of(RegExp)` and `of(function)` answer. The namespaces made for it inherit its listeners and middlewares. */
export class ParentNamespace<
  ListenEvents extends EventsMap = DefaultEventsMap,
  EmitEvents extends EventsMap = ListenEvents,
  ServerSideEvents extends EventsMap = DefaultEventsMap,
  SocketData = Untyped,
> extends Namespace<ListenEvents, EmitEvents, ServerSideEvents, SocketData> {
  /** The namespaces made so far. */
  readonly children: Set<Namespace<ListenEvents, EmitEvents, ServerSideEvents, SocketData>> = new Set();

  constructor(server: Server<ListenEvents, EmitEvents, ServerSideEvents, SocketData>) {
    super(server, `/_${made++}`);
  }

  /** The adapters of the children are what counts. @internal */
  override _makeAdapter(): Adapter {
    return new ParentAdapter(this, () => this.children);
  }

  /** Makes the namespace for a name that was accepted. @internal */
  _child(name: string, cleanUp: boolean): Namespace<ListenEvents, EmitEvents, ServerSideEvents, SocketData> {
    const child = cleanUp
      ? new ChildNamespace(this.server, name, () => this.children.delete(child))
      : new Namespace(this.server, name);
    child._middlewares = this._middlewares;
    for (const event of ["connect", "connection"] as const) {
      for (const listener of this.listeners(event)) child.on(event, listener);
    }
    this.children.add(child);
    return child;
  }
}

/** A namespace that goes away with its last socket. */
class ChildNamespace<
  ListenEvents extends EventsMap,
  EmitEvents extends EventsMap,
  ServerSideEvents extends EventsMap,
  SocketData,
> extends Namespace<ListenEvents, EmitEvents, ServerSideEvents, SocketData> {
  readonly #gone: () => void;
  #deciding = 0;

  constructor(server: Server<ListenEvents, EmitEvents, ServerSideEvents, SocketData>, name: string, gone: () => void) {
    super(server, name);
    this.#gone = gone;
  }

  override _admit(...args: Parameters<AnyNamespace["_admit"]>): void {
    const [client, auth, decided] = args;
    this.#deciding++;
    super._admit(client, auth, (socket, error) => {
      this.#deciding--;
      decided(socket, error);
    });
  }

  override _remove(socket: AnySocket): void {
    super._remove(socket);
    if (this.sockets.size > 0 || this.#deciding > 0) return;
    this.#gone();
    this.server._forget(this);
  }
}
