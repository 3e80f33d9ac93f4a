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
import { SocketPacketType } from "@upwire/protocol";
import { UpwireError } from "../errors.ts";
import { callHandler, type Listener } from "../listeners.ts";
import { type AckHandler, ANY_INCOMING, ANY_OUTGOING, Namespace } from "../namespace.ts";
import type { SocketReservedEvents } from "../socket.ts";
import type { Manager } from "./manager.ts";
import type { SocketOptions } from "./options.ts";
import { RetryQueue } from "./retry-queue.ts";

/** Credentials, or a function that hands them to its callback, returns them, or returns a promise of them. */
export type SocketAuth = object | AuthFunction;

/** The documented form calls back; a promise or a plain result will do as well. */
export type AuthFunction = (callback: (payload: object) => void) => unknown;

/** Takes the name and the arguments of any event. */
export type AnyListener = (...args: Untyped[]) => void;

type Names<Map extends EventsMap> = EventNames<Map> | keyof SocketReservedEvents;

/** One namespace with the whole documented API of `socket.io-client`. */
export class Socket<ListenEvents extends EventsMap = DefaultEventsMap, EmitEvents extends EventsMap = ListenEvents> extends Namespace {
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
    // Before everybody else, so that what waited longest goes first.
    this.handlers.on("connect", () => this.#queue?.next(), false, true);
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

  on<Name extends Names<ListenEvents>>(name: Name, listener: EventListener<SocketReservedEvents, ListenEvents, Name>): this {
    this.handlers.on(name, listener);
    return this;
  }

  addEventListener<Name extends Names<ListenEvents>>(name: Name, listener: EventListener<SocketReservedEvents, ListenEvents, Name>): this {
    return this.on(name, listener);
  }

  once<Name extends Names<ListenEvents>>(name: Name, listener: EventListener<SocketReservedEvents, ListenEvents, Name>): this {
    this.handlers.on(name, listener, true);
    return this;
  }

  off(name?: Names<ListenEvents>, listener?: Listener): this {
    if (name === undefined) this.#clear();
    else this.handlers.off(name, listener);
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
    return this.handlers.of(name);
  }

  hasListeners(name: Names<ListenEvents>): boolean {
    return this.listeners(name).length > 0;
  }

  /** Sends an event; a function as last argument is called with the acknowledgement, error first after `timeout()`. */
  emit<Name extends EventNames<EmitEvents>>(name: Name, ...args: EventArguments<EmitEvents, Name>): this {
    const data: readonly unknown[] = [name, ...args];
    this.flags.timeout ??= this.#options.ackTimeout;
    if (!this.#queue || this.flags.volatile) {
      this.post(data);
      return this;
    }
    const callback = data.at(-1);
    if (typeof callback === "function") this.#enqueue(data.slice(0, -1), (error, values) => callback(error, ...values));
    else this.#enqueue(data);
    return this;
  }

  /** Sends an event and waits for its acknowledgement. */
  emitWithAck<Name extends EventNames<EmitEvents>>(
    name: Name,
    ...args: ArgumentsWithoutAck<EmitEvents, Name>
  ): Promise<AckValue<EmitEvents, Name>> {
    const data = [name, ...args];
    this.flags.timeout ??= this.#options.ackTimeout;
    const answer =
      this.#queue && !this.flags.volatile
        ? new Promise((resolve, reject) => this.#enqueue(data, (error, values) => (error ? reject(error) : resolve(values[0]))))
        : this.ask(data);
    // True because the other side acknowledges as the description of events says.
    return answer as Promise<AckValue<EmitEvents, Name>>;
  }

  /** Sends a `message` event. */
  send(...args: readonly Untyped[]): this {
    // True because `message` is what every description of events may have, and none has to.
    return this.emit("message" as EventNames<EmitEvents>, ...(args as EventArguments<EmitEvents, EventNames<EmitEvents>>));
  }

  /** Bounds the wait for the next emit's acknowledgement, whose callback then takes an error first. */
  timeout(delay: number): Socket<ListenEvents, DecorateAcknowledgements<EmitEvents>> {
    this.flags.timeout = delay;
    // True because it is the same socket, whose next callback is called with an error first.
    return this as unknown as Socket<ListenEvents, DecorateAcknowledgements<EmitEvents>>;
  }

  /** The next event is dropped, and not kept, when it cannot leave at once. */
  get volatile(): this {
    this.flags.volatile = true;
    return this;
  }

  /** Whether the next event may be compressed; runtimes decide for themselves, so it changes nothing. */
  compress(compress: boolean): this {
    this.flags.compress = compress;
    return this;
  }

  onAny(listener: AnyListener): this {
    this.handlers.on(ANY_INCOMING, listener);
    return this;
  }

  prependAny(listener: AnyListener): this {
    this.handlers.on(ANY_INCOMING, listener, false, true);
    return this;
  }

  offAny(listener?: AnyListener): this {
    this.handlers.off(ANY_INCOMING, listener);
    return this;
  }

  listenersAny(): Listener[] {
    return this.handlers.of(ANY_INCOMING);
  }

  onAnyOutgoing(listener: AnyListener): this {
    this.handlers.on(ANY_OUTGOING, listener);
    return this;
  }

  prependAnyOutgoing(listener: AnyListener): this {
    this.handlers.on(ANY_OUTGOING, listener, false, true);
    return this;
  }

  offAnyOutgoing(listener?: AnyListener): this {
    this.handlers.off(ANY_OUTGOING, listener);
    return this;
  }

  listenersAnyOutgoing(): Listener[] {
    return this.handlers.of(ANY_OUTGOING);
  }

  protected override credentials(): unknown {
    const { auth } = this;
    // Protocol 4 knows no auth: it goes where its servers look, into the query of the namespace.
    const query = this.connection.v4 ? this.io.opts.query : undefined;
    const given = isFunction(auth) ? called(auth) : auth;
    return query ? Promise.resolve(given).then((payload) => ({ ...query, ...payload })) : given;
  }

  #enqueue(data: readonly unknown[], handler?: AckHandler): void {
    const { flags } = this;
    this.flags = {};
    if (!this.#queue || this.#queue.length < this.connection.maxBuffered) return this.#queue?.add(data, flags, handler);
    this.connection.lost({ type: SocketPacketType.EVENT, nsp: this.nsp, data }, "BUFFER_FULL");
    if (handler) callHandler(handler, [new UpwireError("BUFFER_FULL", "the event was not sent"), []]);
  }

  #clear(): void {
    this.handlers.clear();
    if (this.#queue) this.handlers.on("connect", () => this.#queue?.next(), false, true);
  }
}

function isFunction(auth: SocketAuth | undefined): auth is AuthFunction {
  return typeof auth === "function";
}

function called(auth: AuthFunction): Promise<object | undefined> {
  return new Promise((resolve, reject) => {
    const result = auth(resolve);
    // True because what is no object is no payload, and the callback gives it later.
    if (typeof result === "object" && result !== null) Promise.resolve(result as object | undefined).then((payload) => payload && resolve(payload), reject);
  });
}
