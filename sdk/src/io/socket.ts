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
} from "../events.ts";
import { EVENT, isReserved } from "@upwire/protocol";
import { UpwireError } from "../errors.ts";
import { callHandler, type Listener } from "../listeners.ts";
import { type AckHandler, ANY_INCOMING, Namespace } from "../namespace.ts";
import type { SocketReservedEvents } from "../socket.ts";
import type { Manager } from "./manager.ts";
import type { SocketOptions } from "./options.ts";
import { RetryQueue } from "./retry-queue.ts";
import { ANY_OUTGOING, listenersOf, prepend, unsubscribe } from "./subscriptions.ts";

/** Credentials, or a function that hands them to its callback, returns them, or returns a promise of them. */
export type SocketAuth = object | AuthFunction;

/** The documented form calls back; a promise or a plain result will do as well. */
export type AuthFunction = (callback: (payload: object) => void) => unknown;

/** Takes the name and the arguments of any event. */
export type AnyListener = (...args: Untyped[]) => void;

type Names<Map extends EventsMap> = EventNames<Map> | keyof SocketReservedEvents;

/** One namespace with the whole documented API of `socket.io-client`. */
export class Socket<
  ListenEvents extends EventsMap = DefaultEventsMap,
  EmitEvents extends EventsMap = ListenEvents,
> extends Namespace {
  override recovered = false;
  /** The manager whose link this socket shares. */
  readonly io: Manager;
  declare auth: SocketAuth | undefined;
  readonly #options: SocketOptions;
  readonly #queue: RetryQueue | undefined;

  constructor(io: Manager, nsp: string, options: SocketOptions = {}) {
    super(io, nsp, {});
    this.io = io;
    this.auth = options.auth;
    this.#options = options;
    const { retries } = options;
    if (!retries) return;
    this.#queue = new RetryQueue(
      retries,
      (data, flags, handler) => {
        this.flags = flags;
        this.transmit(data, handler);
      },
      () => this.connected,
    );
  }

  get disconnected(): boolean {
    return !this.connected;
  }

  open(): this {
    return this.connect();
  }

  close(): this {
    return this.disconnect();
  }

  override on<Name extends Names<ListenEvents>>(
    name: Name,
    listener: EventListener<SocketReservedEvents, ListenEvents, Name>,
  ): this {
    super.on(name, listener);
    return this;
  }

  addEventListener<Name extends Names<ListenEvents>>(
    name: Name,
    listener: EventListener<SocketReservedEvents, ListenEvents, Name>,
  ): this {
    return this.on(name, listener);
  }

  override once<Name extends Names<ListenEvents>>(
    name: Name,
    listener: EventListener<SocketReservedEvents, ListenEvents, Name>,
  ): this {
    super.on(name, listener, true);
    return this;
  }

  override off(name?: Names<ListenEvents>, listener?: Listener): this {
    unsubscribe(this, name, listener);
    return this;
  }

  removeListener(name?: Names<ListenEvents>, listener?: Listener): this {
    return this.off(name, listener);
  }

  removeEventListener(name?: Names<ListenEvents>, listener?: Listener): this {
    return this.off(name, listener);
  }

  removeAllListeners(name?: Names<ListenEvents>): this {
    return this.off(name);
  }

  listeners(name: Names<ListenEvents>): Listener[] {
    return listenersOf(this, name);
  }

  hasListeners(name: Names<ListenEvents>): boolean {
    return this.listeners(name).length > 0;
  }

  /** Sends an event; a function as last argument is called with the acknowledgement, error first after `timeout()`. */
  override emit<Name extends EventNames<EmitEvents>>(name: Name, ...args: EventArguments<EmitEvents, Name>): this {
    const data: readonly unknown[] = [name, ...args];
    this.flags.timeout ??= this.#options.ackTimeout;
    if (!this.#queue || this.flags.volatile) {
      super.emit(...data);
      return this;
    }
    const callback = data.at(-1);
    if (typeof callback === "function") this.#enqueue(data.slice(0, -1), (error, values) => callback(error, ...values));
    else this.#enqueue(data);
    return this;
  }

  /** Sends an event and waits for its acknowledgement. */
  override emitWithAck<Name extends EventNames<EmitEvents>>(
    name: Name,
    ...args: ArgumentsWithoutAck<EmitEvents, Name>
  ): Promise<AckValue<EmitEvents, Name>> {
    const data = [name, ...args];
    this.flags.timeout ??= this.#options.ackTimeout;
    const answer =
      this.#queue && !this.flags.volatile
        ? new Promise((resolve, reject) =>
            this.#enqueue(data, (error, values) => (error ? reject(error) : resolve(values[0]))),
          )
        : super.emitWithAck(...data);
    // True because the other side acknowledges as the description of events says.
    return answer as Promise<AckValue<EmitEvents, Name>>;
  }

  /** Sends a `message` event. */
  send(...args: readonly Untyped[]): this {
    // True because `message` is an event that a description need not name.
    return this.emit("message", ...(args as EventArguments<EmitEvents, "message">));
  }

  /** Bounds the wait for the next emit's acknowledgement, whose callback then takes an error first. */
  override timeout(delay: number): Socket<ListenEvents, DecorateAcknowledgements<EmitEvents>> {
    this.flags.timeout = delay;
    return this;
  }

  /** Whether the next event may be compressed; runtimes decide for themselves, so it changes nothing. */
  compress(compress: boolean): this {
    this.flags.compress = compress;
    return this;
  }

  override onAny(listener: AnyListener): this {
    super.on(ANY_INCOMING, listener);
    return this;
  }

  prependAny(listener: AnyListener): this {
    prepend(this, ANY_INCOMING, listener);
    return this;
  }

  offAny(listener?: AnyListener): this {
    unsubscribe(this, ANY_INCOMING, listener);
    return this;
  }

  listenersAny(): Listener[] {
    return listenersOf(this, ANY_INCOMING);
  }

  onAnyOutgoing(listener: AnyListener): this {
    super.on(ANY_OUTGOING, listener);
    return this;
  }

  prependAnyOutgoing(listener: AnyListener): this {
    prepend(this, ANY_OUTGOING, listener);
    return this;
  }

  offAnyOutgoing(listener?: AnyListener): this {
    unsubscribe(this, ANY_OUTGOING, listener);
    return this;
  }

  listenersAnyOutgoing(): Listener[] {
    return listenersOf(this, ANY_OUTGOING);
  }

  override credentials(): unknown {
    const { auth } = this;
    // Protocol 4 knows no auth: it goes where its servers look, into the query of the namespace.
    const query = this.io.opts.protocol?.protocol === 3 ? this.io.opts.query : undefined;
    const given = isFunction(auth) ? called(auth) : auth;
    return query ? Promise.resolve(given).then((payload) => ({ ...query, ...payload })) : given;
  }

  override fire(name: unknown, ...args: readonly unknown[]): void {
    // Before anybody hears of it, so that what has waited longest goes first.
    if (name === "connect") this.#queue?.next();
    super.fire(name, ...args);
  }

  /** Throws at once what `transmit` would throw later, when nobody could catch it. */
  #enqueue(data: readonly unknown[], handler?: AckHandler): void {
    const { flags } = this;
    this.flags = {};
    if (isReserved(data[0])) throw new UpwireError("RESERVED_EVENT", `${String(data[0])} is reserved`);
    this.link.encode({ type: EVENT, nsp: this.nsp, data });
    if (!this.link.full(this.#queue?.length ?? 0)) return this.#queue?.add(data, flags, handler);
    this.link.lost?.({ type: EVENT, nsp: this.nsp, data }, "BUFFER_FULL");
    if (handler) void callHandler(handler, [new UpwireError("BUFFER_FULL", "not sent"), []]);
  }
}

function isFunction(auth: SocketAuth | undefined): auth is AuthFunction {
  return typeof auth === "function";
}

function called(auth: AuthFunction): Promise<object | undefined> {
  return new Promise((resolve, reject) => {
    const result = auth(resolve);
    // True because what is no object is no payload, and the callback gives it later.
    if (typeof result === "object" && result !== null)
      Promise.resolve(result as object | undefined).then((payload) => payload && resolve(payload), reject);
  });
}
