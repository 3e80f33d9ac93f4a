import { Emitter } from "./emitter.ts";
import type { EventsMap, Listener } from "./typed-events.ts";

type Listeners = readonly Listener[];

/** An emitter with listeners for whatever comes in or goes out. Lists are replaced, never changed, and made on first use. */
export abstract class CatchAllEmitter<Listen extends EventsMap, Reserved extends EventsMap> extends Emitter<
  Listen,
  Reserved
> {
  #incoming: Listeners | undefined;
  #outgoing: Listeners | undefined;

  /** Calls `listener` with the name and arguments of every event that comes in. */
  onAny(listener: Listener): this {
    this.#incoming = [...this.listenersAny(), listener];
    return this;
  }

  /** As `onAny`, before everybody else. */
  prependAny(listener: Listener): this {
    this.#incoming = [listener, ...this.listenersAny()];
    return this;
  }

  /** Takes back `listener`, or all of `onAny`. */
  offAny(listener?: Listener): this {
    this.#incoming = without(this.#incoming, listener);
    return this;
  }

  /** The listeners of `onAny` in the order they are called. */
  listenersAny(): Listener[] {
    return [...(this.#incoming ?? [])];
  }

  /** Calls `listener` with the name and arguments of every event that goes out, acknowledgements excepted. */
  onAnyOutgoing(listener: Listener): this {
    this.#outgoing = [...this.listenersAnyOutgoing(), listener];
    return this;
  }

  /** As `onAnyOutgoing`, before everybody else. */
  prependAnyOutgoing(listener: Listener): this {
    this.#outgoing = [listener, ...this.listenersAnyOutgoing()];
    return this;
  }

  /** Takes back `listener`, or all of `onAnyOutgoing`. */
  offAnyOutgoing(listener?: Listener): this {
    this.#outgoing = without(this.#outgoing, listener);
    return this;
  }

  /** The listeners of `onAnyOutgoing` in the order they are called. */
  listenersAnyOutgoing(): Listener[] {
    return [...(this.#outgoing ?? [])];
  }

  /** Tells the outgoing listeners of a packet: adapters call this for each receiver. @internal */
  notifyOutgoingListeners(packet: { readonly data?: unknown }): void {
    if (this.#outgoing !== undefined && Array.isArray(packet.data)) this.#tell(this.#outgoing, packet.data);
  }

  /** @internal */
  protected _notifyIncoming(data: readonly unknown[]): void {
    if (this.#incoming !== undefined) this.#tell(this.#incoming, data);
  }

  #tell(listeners: Listeners, data: readonly unknown[]): void {
    const shifted = [undefined, ...data];
    for (const listener of listeners) this._call(listener, shifted, data[0]);
  }
}

function without(list: Listeners | undefined, listener: Listener | undefined): Listeners | undefined {
  if (list === undefined || listener === undefined) return undefined;
  const at = list.indexOf(listener);
  const rest = at < 0 ? list : list.toSpliced(at, 1);
  return rest.length > 0 ? rest : undefined;
}
