import {
  type Attachment,
  type ConnectionState,
  type EncodedPacket,
  type InspectionEvent,
  type SocketPacket,
} from "@upwire/protocol";
import { systemClock } from "../clock.ts";
import { Connection, type PacketReader, type StateChange, type StateDetail } from "../connection.ts";
import type { UpwireError } from "../errors.ts";
import type { DefaultEventsMap, EventsMap } from "../events.ts";
import { backoff, type BackoffOptions } from "../features/backoff.ts";
import { recovery } from "../features/recovery.ts";
import { CONNECT_TIMEOUT } from "../limits.ts";
import type { Listener } from "../listeners.ts";
import type { SessionOptions } from "../session.ts";
import { endpointOf } from "./endpoint.ts";
import { Engine } from "./engine.ts";
import type { ManagerEvents } from "./manager-events.ts";
import type { ManagerOptions, SocketOptions } from "./options.ts";
import { nodeBuffers } from "./node-buffers.ts";
import { parserEncode, parserReader } from "./parser.ts";
import { Socket } from "./socket.ts";
import { listenersOf, unsubscribe } from "./subscriptions.ts";
import { transportOf } from "./transports.ts";
import { unreferenced } from "./unreferenced.ts";

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** One link to one server with the whole documented API of `socket.io-client`, shared by the sockets of its namespaces. */
export class Manager extends Connection {
  /** The options; those of transports are read anew for each attempt, so that a `reconnect_attempt` listener may change them. */
  readonly opts: ManagerOptions;
  /** The session of now, or the last one. */
  engine: Engine | undefined;
  readonly uri: string | URL;
  /** What the policy reads, kept in step with the documented accessors. */
  readonly #waits: Mutable<BackoffOptions>;
  readonly #encode: ((packet: SocketPacket) => EncodedPacket<Attachment>) | undefined;
  #reconnects: boolean;
  #attempts: number;
  /** The transport to begin with, see `rememberUpgrade`. */
  #remembered: string | undefined;
  #tapped = false;
  /** The attempt under way; 0 for one that the application started. */
  #attempt = 0;

  constructor(opts?: ManagerOptions);
  constructor(uri?: string | URL, opts?: ManagerOptions);
  constructor(uri?: string | URL | ManagerOptions, opts: ManagerOptions = {}) {
    const onlyOptions = typeof uri === "object" && !(uri instanceof URL);
    const options = onlyOptions ? uri : opts;
    const address = onlyOptions || !uri ? (globalThis.location?.href ?? "http://localhost") : uri;
    const waits: Mutable<BackoffOptions> = {
      min: options.reconnectionDelay ?? 1_000,
      max: options.reconnectionDelayMax ?? 5_000,
      jitter: options.randomizationFactor ?? 0.5,
    };
    const { timeout = CONNECT_TIMEOUT, protocol, maxBuffered, autoUnref, clock = systemClock } = options;
    super(address, {
      transport: transportOf(options),
      timeout: timeout === false ? Infinity : timeout,
      clock: autoUnref ? unreferenced(clock) : clock,
      reconnect: backoff(waits),
      features: [recovery()],
      protocol,
      maxBuffered,
    });
    this.uri = address;
    this.opts = options;
    this.#waits = waits;
    this.#reconnects = options.reconnection !== false;
    this.#attempts = options.reconnectionAttempts ?? Infinity;
    this.#limitAttempts();
    this.#encode = options.parser && parserEncode(options.parser);
    if (options.autoConnect !== false) this.open();
  }

  /** Opens the link; `callback` hears how it went, and then a first failure is not tried again by itself. */
  open(callback?: (error?: Error) => void): this {
    if (callback) this.#tellOutcome(callback);
    this.start();
    return this;
  }

  connect(callback?: (error?: Error) => void): this {
    return this.open(callback);
  }

  /** The socket of a namespace; the same one every time. */
  socket<ListenEvents extends EventsMap = DefaultEventsMap, EmitEvents extends EventsMap = ListenEvents>(
    nsp: string,
    options?: SocketOptions,
  ): Socket<ListenEvents, EmitEvents> {
    const known = this.namespaces.get(nsp);
    // True because only this method adds namespaces to a manager; the events are the caller's word.
    const socket = known
      ? (known as Socket<ListenEvents, EmitEvents>)
      : new Socket<ListenEvents, EmitEvents>(this, nsp, options);
    this.namespaces.set(nsp, socket);
    return this.opts.autoConnect === false ? socket : socket.connect();
  }

  /** Whether this manager has, or had, a socket of that namespace. */
  has(nsp: string): boolean {
    return this.namespaces.has(nsp);
  }

  on<Name extends keyof ManagerEvents>(name: Name, listener: ManagerEvents[Name]): this {
    return this.#add(name, listener);
  }

  addEventListener<Name extends keyof ManagerEvents>(name: Name, listener: ManagerEvents[Name]): this {
    return this.#add(name, listener);
  }

  once<Name extends keyof ManagerEvents>(name: Name, listener: ManagerEvents[Name]): this {
    return this.#add(name, listener, true);
  }

  off(name?: keyof ManagerEvents, listener?: Listener): this {
    unsubscribe(this.handlers, name, listener);
    return this;
  }

  removeListener(name?: keyof ManagerEvents, listener?: Listener): this {
    return this.off(name, listener);
  }

  removeEventListener(name?: keyof ManagerEvents, listener?: Listener): this {
    return this.off(name, listener);
  }

  removeAllListeners(name?: keyof ManagerEvents): this {
    return this.off(name);
  }

  listeners(name: keyof ManagerEvents): Listener[] {
    return listenersOf(this.handlers, name);
  }

  hasListeners(name: keyof ManagerEvents): boolean {
    return this.listeners(name).length > 0;
  }

  reconnection(): boolean;
  reconnection(value: boolean): this;
  reconnection(value?: boolean): this | boolean {
    if (value === undefined) return this.#reconnects;
    this.#reconnects = value;
    return this.#limitAttempts();
  }

  reconnectionAttempts(): number;
  reconnectionAttempts(value: number): this;
  reconnectionAttempts(value?: number): this | number {
    if (value === undefined) return this.#attempts;
    this.#attempts = value;
    return this.#limitAttempts();
  }

  reconnectionDelay(): number;
  reconnectionDelay(value: number): this;
  reconnectionDelay(value?: number): this | number {
    return this.#wait("min", value);
  }

  reconnectionDelayMax(): number;
  reconnectionDelayMax(value: number): this;
  reconnectionDelayMax(value?: number): this | number {
    return this.#wait("max", value);
  }

  randomizationFactor(): number;
  randomizationFactor(value: number): this;
  randomizationFactor(value?: number): this | number {
    return this.#wait("jitter", value);
  }

  timeout(): number | false;
  timeout(value: number | false): this;
  timeout(value?: number | false): this | number | false {
    if (value === undefined) return this.timeLimit < Infinity && this.timeLimit;
    this.timeLimit = value === false ? Infinity : value;
    return this;
  }

  override encode(packet: SocketPacket): EncodedPacket<Attachment> {
    return this.#encode ? this.#encode(packet) : super.encode(packet);
  }

  override close(reason = "forced close"): void {
    super.close(reason);
  }

  /** Takes the link down for all sockets; `open` brings it back. */
  disconnect(): void {
    this.close();
  }

  override retry(attempt: number): void {
    this.#attempt = attempt;
    if (attempt > 0) {
      const { state } = this;
      this.handlers.fire("reconnect_attempt", attempt);
      // A listener may have closed the manager, or have opened it itself.
      if (this.state !== state) return;
    }
    super.retry(attempt);
    if (this.session) this.engine = new Engine(this, this.session);
  }

  protected override sessionOptions(): SessionOptions {
    const { opts } = this;
    return { ...this.options, ...endpointOf(opts), transport: transportOf(opts, this.#remembered) };
  }

  protected override reader(): PacketReader {
    return nodeBuffers(this.opts.parser ? parserReader(this.opts.parser) : super.reader());
  }

  protected override drained(): void {
    super.drained();
    this.engine?.drained();
  }

  override change(state: ConnectionState, detail: StateDetail): void {
    const before = this.state;
    const { attempt = 0, reason, error } = detail;
    super.change(state, detail);
    globalThis.removeEventListener?.("beforeunload", this.#closeWithPage);
    if (state === "connected") {
      if (this.opts.closeOnBeforeunload) globalThis.addEventListener?.("beforeunload", this.#closeWithPage);
      this.handlers.fire("open");
      if (attempt > 0) this.handlers.fire("reconnect", attempt);
    } else if (state !== "connecting") {
      if (before === "connected") this.#lostLink(reason, error);
      else if (before === "connecting" && error) this.#failed(error);
      if (state === "closed" && error && this.#reconnects) this.handlers.fire("reconnect_failed");
    }
  }

  #lostLink(reason: string | undefined, error: UpwireError | undefined): void {
    const worked =
      this.opts.rememberUpgrade && reason !== "transport error" && this.engine?.transport.name === "websocket";
    this.#remembered = worked ? "websocket" : undefined;
    this.handlers.fire("close", reason, error);
  }

  #failed(error: UpwireError): void {
    this.#remembered = undefined;
    this.handlers.fire("error", error);
    if (this.#attempt > 0) this.handlers.fire("reconnect_error", error);
  }

  #tellOutcome(callback: (error?: Error) => void): void {
    if (this.state === "connected") return callback();
    const stop = this.handlers.on("state", ({ state, error }: StateChange) => {
      if (state === "connecting") return;
      stop();
      if (state === "waiting") this.close();
      callback(error);
    });
  }

  #add<Name extends keyof ManagerEvents>(name: Name, listener: ManagerEvents[Name], once?: boolean): this {
    this.handlers.on(name, listener, once);
    if ((name === "ping" || name === "packet") && !this.#tapped) {
      this.#tapped = true;
      this.inspect((event) => this.#tap(event));
    }
    return this;
  }

  #tap(event: InspectionEvent): void {
    if (!("direction" in event) || event.direction !== "in") return;
    if (event.kind === "socket packet") this.handlers.fire("packet", event.packet);
    else if (event.kind === "engine packet" && event.packet.type === "ping") this.handlers.fire("ping");
  }

  #wait(name: "min" | "max" | "jitter", value: number | undefined): this | number {
    if (value === undefined) return this.#waits[name] ?? 0;
    this.#waits[name] = value;
    return this;
  }

  #limitAttempts(): this {
    this.#waits.attempts = this.#reconnects ? this.#attempts : 0;
    return this;
  }

  /** Nobody is told: what happens on a page that goes is nobody's business. */
  readonly #closeWithPage = (): void => {
    const { session } = this;
    this.session = undefined;
    session?.close();
  };
}
