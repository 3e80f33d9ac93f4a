import type { IncomingMessage, Server as HttpServer, ServerResponse } from "node:http";
import { AdapterEncoder } from "./adapter-encoder.ts";
import type { Adapter, AdapterConstructor } from "./adapters/adapter.ts";
import { MemoryAdapter } from "./adapters/memory.ts";
import { Broadcaster } from "./broadcaster.ts";
import { ClientFiles } from "./client-files.ts";
import { Client } from "./client.ts";
import { type Codec, codec } from "./codec.ts";
import { Deadlines } from "./deadlines.ts";
import { DynamicNamespaces, type NamespaceMatch } from "./dynamic-namespaces.ts";
import { Cors } from "./engine/admission/cors.ts";
import { Engine } from "./engine/engine.ts";
import { type Logger, stderrLogger } from "./engine/logger.ts";
import type { Session } from "./engine/session.ts";
import { closed, type HttpServerLike, isTarget, serverOf, trimmed } from "./http-server.ts";
import { ENGINE_LIMITS, MAX_LOGGED_TEXT, type SocketLimits } from "./limits.ts";
import { type AnyNamespace, type ExtendedError, Namespace } from "./namespace.ts";
import { ParentNamespace } from "./parent-namespace.ts";
import { resolveSocketLimits, type ServerOptions } from "./server-options.ts";
import type { AnySocket, Socket } from "./socket.ts";
import type { DefaultEventsMap, EventsMap, Untyped } from "./typed-events.ts";

/** A server of whatever events. */
export type AnyServer = Server<Untyped, Untyped, Untyped, Untyped>;

/** A Socket.IO server: its emitter, its rooms and its broadcasts are those of the namespace `/`. */
export class Server<
  ListenEvents extends EventsMap = DefaultEventsMap,
  EmitEvents extends EventsMap = ListenEvents,
  ServerSideEvents extends EventsMap = DefaultEventsMap,
  SocketData = Untyped,
> extends Broadcaster<ListenEvents, EmitEvents, ServerSideEvents, SocketData> {
  /** The namespace `/`. */
  readonly sockets: Namespace<ListenEvents, EmitEvents, ServerSideEvents, SocketData>;
  /** What published adapters encode with. */
  readonly encoder: AdapterEncoder;
  /** The options as they were given; published adapters read them. */
  readonly opts: ServerOptions;
  /** @internal */
  readonly _nsps: Map<string, AnyNamespace> = new Map();
  /** @internal */
  readonly _codec: Codec;
  /** @internal */
  readonly _deadlines: Deadlines;
  /** @internal */
  readonly _limits: SocketLimits;
  /** @internal */
  readonly _logger: Logger;
  readonly #dynamic = new DynamicNamespaces();
  readonly #clientFiles = new ClientFiles();
  readonly #decoding: { maxAttachments: number; maxAttachmentBytes: number };
  #cors: Cors;
  #engine: Engine | undefined;
  #httpServer: HttpServerLike | undefined;
  #adapter: AdapterConstructor;
  #path: string;
  #serveClient: boolean;
  #connectTimeout: number;

  /** Listens on a port, attaches to a server, or does neither until `listen`, `attach` or `bind` is called. */
  constructor(options?: ServerOptions);
  constructor(server: HttpServerLike | number | undefined, options?: ServerOptions);
  constructor(target?: HttpServerLike | number | ServerOptions, options: ServerOptions = {}) {
    super();
    const server = isTarget(target) ? target : undefined;
    this.opts = isTarget(target) ? options : (target ?? options);
    this._limits = resolveSocketLimits(this.opts);
    this._logger = this.opts.logger ?? stderrLogger;
    const { maxHttpBufferSize: maxAttachmentBytes = ENGINE_LIMITS.maxHttpBufferSize } = this.opts;
    this.#decoding = { maxAttachments: this._limits.maxAttachments, maxAttachmentBytes };
    this._codec = codec(this.#decoding, this.opts.parser);
    this.encoder = new AdapterEncoder(this._codec);
    this._deadlines = new Deadlines(Math.min(this._limits.connectTimeout, this._limits.attachmentTimeout));
    this.#cors = new Cors(this.opts.cors);
    this.#adapter = this.opts.adapter ?? MemoryAdapter;
    this.#path = trimmed(this.opts.path ?? "/socket.io");
    this.#serveClient = this.opts.serveClient ?? true;
    this.#connectTimeout = this._limits.connectTimeout;
    this.sockets = this.of("/");
    this._shareHandlersOf(this.sockets);
    if (server !== undefined) this.attach(server);
  }

  /** The Engine.IO server underneath. */
  get engine(): Engine {
    if (this.#engine === undefined)
      throw new Error("the server has no engine yet: call listen(), attach() or bind() first");
    return this.#engine;
  }

  /** The server that the engine is attached to. */
  get httpServer(): HttpServerLike {
    if (this.#httpServer === undefined) throw new Error("the server is not attached to an HTTP server");
    return this.#httpServer;
  }

  /** Same as `attach`. */
  listen(server: HttpServerLike | number, options?: ServerOptions): this {
    return this.attach(server, options);
  }

  /** Attaches to a server, or to a new one that listens on a port. */
  attach(server: HttpServerLike | number, options: ServerOptions = {}): this {
    const target = serverOf(server);
    const all = { ...this.opts, ...options };
    if (options.path !== undefined) this.#path = trimmed(options.path);
    this.#cors = new Cors(all.cors);
    const engine = new Engine({ ...all, logger: this._logger });
    // True because HTTP/2 servers hand out requests and responses of the same shape.
    engine.attach(target as HttpServer, { ...all, path: this.#path });
    this.#httpServer = target;
    if (this.#serveClient) this.#serveFilesOf(target);
    return this.bind(engine);
  }

  /** Serves the sessions of an engine that is attached, or handed requests, by someone else. */
  bind(engine: Engine): this {
    this.#engine = engine;
    this.#decoding.maxAttachmentBytes = engine.options.maxHttpBufferSize;
    engine.on("connection", (session) => this.#accept(session));
    // The engine has logged it already.
    engine.on(
      "handler_error",
      (error, event) =>
        void this.sockets._dispatch("handler_error", ["handler_error", error, { socket: undefined, event }]),
    );
    return this;
  }

  /** The namespace of a name, made if it is new; or a dynamic one for all names that a pattern or a function takes. */
  of(
    name: string | RegExp | NamespaceMatch,
    listener?: (socket: Socket<ListenEvents, EmitEvents, ServerSideEvents, SocketData>) => void,
  ): Namespace<ListenEvents, EmitEvents, ServerSideEvents, SocketData> {
    const namespace =
      typeof name === "string" ? this.#static(name.startsWith("/") ? name : `/${name}`) : this.#dynamicOf(name);
    if (listener !== undefined) namespace.on("connect", listener);
    return namespace;
  }

  /** Adds a middleware to the namespace `/`. */
  use(
    middleware: (
      socket: Socket<ListenEvents, EmitEvents, ServerSideEvents, SocketData>,
      next: (error?: ExtendedError) => void,
    ) => unknown,
  ): this {
    this.sockets.use(middleware);
    return this;
  }

  /** Disconnects everybody, then closes the adapters, the engine and the HTTP server. */
  async close(callback?: (error?: Error) => void): Promise<void> {
    const namespaces = [...this._nsps.values()];
    for (const nsp of namespaces) for (const socket of nsp.sockets.values()) socket._onClose("server shutting down");
    await Promise.all(namespaces.map((nsp) => this.#closeAdapterOf(nsp)));
    this.#engine?.close();
    const error = await closed(this.#httpServer);
    callback?.(error);
  }

  /** Whether the browser client is served. */
  serveClient(): boolean;
  serveClient(serve: boolean): this;
  serveClient(serve?: boolean): this | boolean {
    if (serve === undefined) return this.#serveClient;
    this.#serveClient = serve;
    return this;
  }

  /** The prefix of the URLs that belong to the server, without the last slash. */
  path(): string;
  path(path: string): this;
  path(path?: string): this | string {
    if (path === undefined) return this.#path;
    this.#path = trimmed(path);
    return this;
  }

  /** How long a connection may stay without joining a namespace, in milliseconds. */
  connectTimeout(): number;
  connectTimeout(timeout: number): this;
  connectTimeout(timeout?: number): this | number {
    if (timeout === undefined) return this.#connectTimeout;
    this.#connectTimeout = timeout;
    return this;
  }

  /** What makes adapters; setting it gives every namespace a new one. */
  adapter(): AdapterConstructor;
  adapter(adapter: AdapterConstructor): this;
  adapter(adapter?: AdapterConstructor): this | AdapterConstructor {
    if (adapter === undefined) return this.#adapter;
    this.#adapter = adapter;
    for (const nsp of this._nsps.values()) nsp._renewAdapter();
    return this;
  }

  /** Serves a file of the browser client, and answers whether the request was for one. @internal */
  _serveClientFile(request: IncomingMessage, response: ServerResponse): boolean {
    const name = this.#serveClient ? this.#clientFiles.nameOf(request.url ?? "", `${this.#path}/`) : undefined;
    if (name === undefined) return false;
    const failed = (error: unknown): void => this._report(error, undefined, "serveClient");
    void this.#clientFiles.serveAcross(name, request, response, this.#cors, failed);
    return true;
  }

  /** Finds the namespace that a client asks for, or makes a dynamic one. @internal */
  _namespaceFor(name: string, auth: Record<string, unknown>, found: (nsp: AnyNamespace | undefined) => void): void {
    const known = this._nsps.get(name);
    if (known !== undefined) return found(known);
    const failed = (error: unknown): void => this._report(error, undefined, "namespace");
    this.#dynamic.find(name, auth, failed, (parent) => {
      // Another client may have asked for the same name while this one was being decided.
      const child =
        parent === undefined
          ? undefined
          : (this._nsps.get(name) ?? parent._child(name, this.opts.cleanupEmptyChildNamespaces === true));
      if (child !== undefined && !this._nsps.has(name)) {
        this._nsps.set(name, child);
        this.sockets._dispatch("new_namespace", ["new_namespace", child]);
      }
      found(child);
    });
  }

  /** Lets go of a namespace that has emptied. @internal */
  _forget(nsp: AnyNamespace): void {
    this._nsps.delete(nsp.name);
    void this.#closeAdapterOf(nsp);
  }

  /** Reports what one of the application's handlers threw. @internal */
  _report(error: unknown, socket: AnySocket | undefined, event: string): void {
    const { conn, nsp } = socket ?? {};
    // The id of a client of the V2 era is its session's, and so a secret.
    const id = conn?.protocol === 4 ? socket?.id : undefined;
    this._logger.error(
      { err: error, event: event.slice(0, MAX_LOGGED_TEXT), namespace: nsp?.name, socket: id },
      "a handler failed",
    );
    if (event !== "handler_error") this.sockets._dispatch("handler_error", ["handler_error", error, { socket, event }]);
  }

  /** @internal */
  override _handlerFailed(error: unknown, event: string): void {
    this._report(error, undefined, event);
  }

  protected override get _target(): Adapter {
    return this.sockets.adapter;
  }

  async #closeAdapterOf(nsp: AnyNamespace): Promise<void> {
    try {
      await nsp.adapter.close();
    } catch (error) {
      this._report(error, undefined, "adapter close");
    }
  }

  #accept(session: Session): void {
    const client = new Client(this, session);
    session.consumer = client;
    if (session.protocol === 3) client._connectUnasked();
  }

  #static(name: string): Namespace<ListenEvents, EmitEvents, ServerSideEvents, SocketData> {
    const known = this._nsps.get(name);
    if (known !== undefined) return known;
    const namespace = new Namespace(this, name);
    this._nsps.set(name, namespace);
    if (name !== "/") this.sockets._dispatch("new_namespace", ["new_namespace", namespace]);
    return namespace;
  }

  #dynamicOf(match: RegExp | NamespaceMatch): ParentNamespace<ListenEvents, EmitEvents, ServerSideEvents, SocketData> {
    const known = typeof match === "function" ? undefined : this.#dynamic.ofPattern(match);
    if (known !== undefined) return known;
    const parent = new ParentNamespace(this);
    this.#dynamic.add(match, parent);
    return parent;
  }

  #serveFilesOf(server: HttpServerLike): void {
    const listeners = server.listeners("request");
    server.removeAllListeners("request");
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      if (this._serveClientFile(request, response)) return;
      for (const listener of listeners) listener.call(server, request, response);
    });
  }
}
