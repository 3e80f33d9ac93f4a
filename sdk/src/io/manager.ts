import { nodeBuffers, unreferenced } from "#runtime";
import { type ConnectionState, EVENT, type InspectionEvent, type Inspector, type SocketPacket } from "@upwire/protocol";
import { systemClock } from "../clock.ts";
import { Connection, type PacketReader, type StateDetail } from "../connection.ts";
import { UpwireError } from "../errors.ts";
import type { DefaultEventsMap, EventsMap } from "../events.ts";
import { backoff } from "../features/backoff.ts";
import { recovery } from "../features/recovery.ts";
import { devtools } from "../features/devtools.ts";
import { inspect } from "../features/inspect.ts";
import { watchLosses } from "../features/losses.ts";
import type { Listener, Unsubscribe } from "../listeners.ts";
import type { Outgoing } from "../namespace.ts";
import { Session } from "../session.ts";
import { engineUrl } from "../engine-url.ts";
import { withCloseDetail } from "./close-detail.ts";
import { endpointOf } from "./endpoint.ts";
import { Engine } from "./engine.ts";
import type { ManagerEvents } from "./manager-events.ts";
import type { ManagerOptions, SocketOptions } from "./options.ts";
import { parserEncode, parserReader } from "./parser.ts";
import { type Accessor, accessors, type Settings, settingsOf } from "./settings.ts";
import { Socket } from "./socket.ts";
import { ANY_OUTGOING, listenersOf, unsubscribe } from "./subscriptions.ts";
import { transportOf } from "./transports.ts";

/** Longest timer that browsers and Node take. */
const FOR_EVER = 2_147_483_647;

/** One link to one server with the whole documented API of `socket.io-client`, shared by the sockets of its namespaces. */
export class Manager extends Connection {
  declare readonly reconnection: Accessor<boolean, this>;
  declare readonly reconnectionAttempts: Accessor<number, this>;
  declare readonly reconnectionDelay: Accessor<number, this>;
  declare readonly reconnectionDelayMax: Accessor<number, this>;
  declare readonly randomizationFactor: Accessor<number, this>;
  declare readonly timeout: Accessor<number | false, this>;
  /** The options; those of transports are read anew for each attempt, so that a `reconnect_attempt` listener may change them. */
  readonly opts: ManagerOptions;
  /** The session of now, or the last one; there is none before the first attempt. */
  declare engine: Engine;
  readonly uri: string | URL;
  readonly #settings: Settings;
  readonly #encode: ((packet: SocketPacket) => Outgoing["frames"]) | undefined;
  /** The transport to begin with, see `rememberUpgrade`. */
  #remembered: string | undefined;
  #tapped = false;
  readonly #opening: ((error?: Error) => void)[] = [];

  constructor(opts?: ManagerOptions);
  constructor(uri?: string | URL, opts?: ManagerOptions);
  constructor(uri?: string | URL | ManagerOptions, opts: ManagerOptions = {}) {
    const onlyOptions = typeof uri === "object" && !(uri instanceof URL);
    const options = onlyOptions ? uri : opts;
    const address = onlyOptions || !uri ? (globalThis.location?.href ?? "http://localhost") : uri;
    const settings = settingsOf(options);
    const { protocol, maxBuffered, autoUnref, clock = systemClock } = options;
    super(address, {
      transport: transportOf(options),
      clock: autoUnref ? unreferenced(clock) : clock,
      reconnect: backoff({
        get min() {
          return settings.reconnectionDelay;
        },
        get max() {
          return settings.reconnectionDelayMax;
        },
        get jitter() {
          return settings.randomizationFactor;
        },
        get attempts() {
          return settings.reconnection ? settings.reconnectionAttempts : 0;
        },
      }),
      features: [recovery()],
      protocol,
      maxBuffered,
    });
    this.uri = address;
    this.opts = options;
    this.#settings = settings;
    Object.assign(this, accessors(this, settings));
    this.#encode = options.parser && parserEncode(options.parser);
    devtools(this);
    watchLosses(this, (packet) => this.fire("lost", packet));
    if (options.autoConnect !== false) this.open();
  }

  /** Opens the link; `callback` hears how it went, and then a first failure is not tried again by itself. */
  open(callback?: (error?: Error) => void): this {
    if (callback && this.state === "connected") callback();
    else if (callback) this.#opening.push(callback);
    return super.connect();
  }

  override connect(callback?: (error?: Error) => void): this {
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

  override on<Name extends keyof ManagerEvents>(name: Name, listener: ManagerEvents[Name]): this {
    return this.add(name, listener);
  }

  addEventListener<Name extends keyof ManagerEvents>(name: Name, listener: ManagerEvents[Name]): this {
    return this.add(name, listener);
  }

  once<Name extends keyof ManagerEvents>(name: Name, listener: ManagerEvents[Name]): this {
    return this.add(name, listener, true);
  }

  off(name?: keyof ManagerEvents, listener?: Listener): this {
    unsubscribe(this, name, listener);
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
    return listenersOf(this, name);
  }

  hasListeners(name: keyof ManagerEvents): boolean {
    return this.listeners(name).length > 0;
  }

  override encode(packet: SocketPacket): Outgoing {
    return this.#encode ? { ...packet, frames: this.#encode(packet) } : super.encode(packet);
  }

  override write(packet: Outgoing): Promise<void> | void {
    // True because the data of an event is an array.
    if (packet.type === EVENT)
      this.namespaces.get(packet.nsp)?.fire(ANY_OUTGOING, ...(packet.data as readonly unknown[]));
    return super.write(packet);
  }

  override close(reason = "forced close"): void {
    super.close(reason);
  }

  /** Takes the link down for all sockets; `open` brings it back. */
  disconnect(): void {
    this.close();
  }

  override limit(late: (error: UpwireError) => void, time?: number): unknown {
    const { timeout } = this.#settings;
    return super.limit(late, time ?? (timeout === false ? FOR_EVER : timeout));
  }

  override retry(attempt: number): void {
    if (attempt > 0) {
      const { state } = this;
      this.fire("reconnect_attempt", attempt);
      // A listener may have closed the manager, or have opened it itself.
      if (this.state !== state) return;
    }
    super.retry(attempt);
    if (this.session) this.engine = new Engine(this, this.session);
  }

  override openSession(): Session {
    const { opts, clock } = this;
    const { path, query } = endpointOf(opts);
    const options = { ...this.options, clock, transport: transportOf(opts, this.#remembered) };
    return new Session(engineUrl(this.url, path, query), options, this);
  }

  override reader(): PacketReader {
    return nodeBuffers(this.opts.parser ? parserReader(this.opts.parser) : super.reader());
  }

  override change(state: ConnectionState, detail: StateDetail): void {
    const before = this.state;
    const { attempt = 0, reason, error } = detail;
    super.change(state, detail);
    this.#tellOutcome(detail);
    globalThis.removeEventListener?.("beforeunload", this.#closeWithPage);
    if (state === "connected") {
      if (this.opts.closeOnBeforeunload) globalThis.addEventListener?.("beforeunload", this.#closeWithPage);
      this.fire("open");
      if (attempt > 0) this.fire("reconnect", attempt);
    } else if (state !== "connecting") {
      if (before === "connected") this.#lostLink(reason, error);
      else if (before === "connecting" && error) this.#failed(error);
      if (state === "closed" && error && this.#settings.reconnection) this.fire("reconnect_failed");
    }
  }

  override ended(reason: string, error?: UpwireError, session?: Session, over?: boolean): void {
    super.ended(reason, withCloseDetail(error), session, over);
  }

  #lostLink(reason: string | undefined, error: UpwireError | undefined): void {
    const worked =
      this.opts.rememberUpgrade && reason !== "transport error" && this.engine.transport.name === "websocket";
    this.#remembered = worked ? "websocket" : undefined;
    this.fire("close", reason, error);
  }

  #failed(error: UpwireError): void {
    this.#remembered = undefined;
    this.fire("error", error);
    if (this.attempt > 0) this.fire("reconnect_error", error);
  }

  /** Whoever has called `open` learns how it went; one attempt is all that such a caller wants. */
  #tellOutcome({ reason = "", error }: StateDetail): void {
    const { state } = this;
    if (state === "connecting" || this.#opening.length === 0) return;
    const outcome = state === "connected" ? undefined : (error ?? new UpwireError("CONNECTION_LOST", reason));
    const callbacks = this.#opening.splice(0);
    if (state === "waiting") this.close();
    for (const callback of callbacks) callback(outcome);
  }

  /** Not private, since the DevTools extension listens before this class has its private parts. */
  protected add<Name extends keyof ManagerEvents>(name: Name, listener: ManagerEvents[Name], once?: boolean): this {
    super.on(name, listener, once);
    if ((name === "ping" || name === "packet") && !this.#tapped) {
      this.#tapped = true;
      this.inspect((event) => this.#tap(event));
    }
    return this;
  }

  #tap(event: InspectionEvent): void {
    if (!("direction" in event) || event.direction !== "in") return;
    if (event.kind === "socket packet") this.fire("packet", event.packet);
    else if (event.kind === "engine packet" && event.packet.type === "ping") this.fire("ping");
  }

  /** Sends every inspection event of all layers to `listener`, until the returned function is called. */
  inspect(listener: Inspector): Unsubscribe {
    return inspect(this, listener);
  }

  /** Nobody is told: what happens on a page that goes is nobody's business. */
  readonly #closeWithPage = (): void => {
    const { session } = this;
    // The session stays for a page that does not go after all: its heartbeat finds out.
    void Promise.resolve(session?.write({ type: "close" })).then(() => session?.transport.close());
  };
}
