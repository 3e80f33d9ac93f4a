import { asMap, type HandlerTable, handlersOf, withHandlers } from "./handler-table.ts";
import type { EventListener, EventsMap, ListenableNames, Listener } from "./typed-events.ts";

interface OnceListener extends Listener {
  listener?: Listener;
}

/**
 * Subscriptions by name with the methods of Node's emitter that applications use. Handlers are the user's: whatever
 * one throws or rejects with goes to `_handlerFailed`, and the next handler is called all the same.
 */
export abstract class Emitter<Listen extends EventsMap, Reserved extends EventsMap> {
  #handlers: HandlerTable | undefined;

  /** Subscribes at the end of the list. */
  on<Name extends ListenableNames<Reserved, Listen>>(
    name: Name,
    listener: EventListener<Reserved, Listen, Name>,
  ): this {
    return this.#add(name, listener, false);
  }

  /** Same as `on`. */
  addListener<Name extends ListenableNames<Reserved, Listen>>(
    name: Name,
    listener: EventListener<Reserved, Listen, Name>,
  ): this {
    return this.#add(name, listener, false);
  }

  /** Subscribes for one call. */
  once<Name extends ListenableNames<Reserved, Listen>>(
    name: Name,
    listener: EventListener<Reserved, Listen, Name>,
  ): this {
    return this.#add(name, this.#calledOnce(name, listener), false);
  }

  /** Subscribes before everybody else. */
  prependListener<Name extends ListenableNames<Reserved, Listen>>(
    name: Name,
    listener: EventListener<Reserved, Listen, Name>,
  ): this {
    return this.#add(name, listener, true);
  }

  /** Subscribes for one call, before everybody else. */
  prependOnceListener<Name extends ListenableNames<Reserved, Listen>>(
    name: Name,
    listener: EventListener<Reserved, Listen, Name>,
  ): this {
    return this.#add(name, this.#calledOnce(name, listener), true);
  }

  /** Takes back the latest subscription of `listener`. */
  off<Name extends ListenableNames<Reserved, Listen>>(
    name: Name,
    listener: EventListener<Reserved, Listen, Name>,
  ): this {
    const list = this.#list(name);
    const at = list.findLastIndex((entry) => entry === listener || listenerOf(entry) === listener);
    if (at >= 0) this.#set(name, list.toSpliced(at, 1));
    return this;
  }

  /** Same as `off`. */
  removeListener<Name extends ListenableNames<Reserved, Listen>>(
    name: Name,
    listener: EventListener<Reserved, Listen, Name>,
  ): this {
    return this.off(name, listener);
  }

  /** Takes back every subscription to `name`, or to everything. */
  removeAllListeners(name?: ListenableNames<Reserved, Listen>): this {
    if (name !== undefined) this.#set(name, []);
    else for (const known of this.eventNames()) this.#set(known, []);
    return this;
  }

  /** The listeners of `name` in the order they are called. */
  listeners<Name extends ListenableNames<Reserved, Listen>>(name: Name): EventListener<Reserved, Listen, Name>[] {
    // True because only listeners of this name's type get into its list.
    return this.#list(name).map(listenerOf) as EventListener<Reserved, Listen, Name>[];
  }

  /** As `listeners`, with the wrappers that `once` made. */
  rawListeners<Name extends ListenableNames<Reserved, Listen>>(name: Name): EventListener<Reserved, Listen, Name>[] {
    // True because only listeners of this name's type get into its list.
    return this.#list(name).slice() as EventListener<Reserved, Listen, Name>[];
  }

  /** How many listeners `name` has. */
  listenerCount(name: ListenableNames<Reserved, Listen>): number {
    return this.#list(name).length;
  }

  /** The names that have listeners. */
  eventNames(): ListenableNames<Reserved, Listen>[] {
    // True because only names of these two descriptions are ever subscribed.
    return [...asMap(this.#handlers).keys()] as ListenableNames<Reserved, Listen>[];
  }

  /** Accepted for Node's sake: there is no limit and no warning here. */
  setMaxListeners(_count: number): this {
    return this;
  }

  /** Always without limit. */
  getMaxListeners(): number {
    return Infinity;
  }

  /** Whether anybody ever subscribed, which spares the rest the making of arguments. @internal */
  get _subscribed(): boolean {
    return this.#handlers !== undefined;
  }

  /** Calls the handlers of `name` with the rest of `packet`, whose first element is the event's name. @internal */
  _dispatch(name: unknown, packet: readonly unknown[]): boolean {
    const handlers = handlersOf(this.#handlers, name);
    if (handlers === undefined) return false;
    if (typeof handlers === "function") this._call(handlers, packet, name);
    else for (const handler of handlers) this._call(handler, packet, name);
    return true;
  }

  /** Calls one of the user's functions with all of `packet` but its first element, and reports its failure. @internal */
  _call(handler: Listener, packet: readonly unknown[], event: unknown): void {
    try {
      const result = callWithRest(handler, this, packet);
      if (isThenable(result)) result.then(undefined, (error: unknown) => this._handlerFailed(error, String(event)));
    } catch (error) {
      this._handlerFailed(error, String(event));
    }
  }

  /** What becomes of an error that a handler threw or rejected with. @internal */
  abstract _handlerFailed(error: unknown, event: string): void;

  /** Makes this emitter another door to the subscriptions of `other`. @internal */
  protected _shareHandlersOf<OtherListen extends EventsMap, OtherReserved extends EventsMap>(
    other: Emitter<OtherListen, OtherReserved>,
  ): void {
    this.#handlers = other.#handlers = asMap(other.#handlers);
  }

  #list(name: unknown): readonly Listener[] {
    const handlers = handlersOf(this.#handlers, name);
    if (handlers === undefined) return [];
    return typeof handlers === "function" ? [handlers] : handlers;
  }

  #add(name: unknown, listener: Listener, first: boolean): this {
    if (typeof listener !== "function") throw new TypeError(`the listener of "${String(name)}" is not a function`);
    const list = this.#list(name);
    this.#set(name, first ? [listener, ...list] : [...list, listener]);
    return this;
  }

  // Lists are replaced and never changed, so that a handler may unsubscribe while its list is being walked.
  #set(name: unknown, list: readonly Listener[]): void {
    const handlers = list.length > 1 ? list : list[0];
    this.#handlers = withHandlers(this.#handlers, name, handlers);
  }

  #calledOnce(name: unknown, listener: Listener): Listener {
    const wrapper: OnceListener = (...args: unknown[]) => {
      this.#set(
        name,
        this.#list(name).filter((entry) => entry !== wrapper),
      );
      return listener.apply(this, args);
    };
    wrapper.listener = listener;
    return wrapper;
  }
}

function listenerOf(entry: OnceListener): Listener {
  return entry.listener ?? entry;
}

// Written out for the usual counts, because a spread or a slice costs an array for every event.
function callWithRest(handler: Listener, receiver: object, packet: readonly unknown[]): unknown {
  switch (packet.length) {
    case 1:
      return handler.call(receiver);
    case 2:
      return handler.call(receiver, packet[1]);
    case 3:
      return handler.call(receiver, packet[1], packet[2]);
    case 4:
      return handler.call(receiver, packet[1], packet[2], packet[3]);
    default:
      return handler.apply(receiver, packet.slice(1));
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
