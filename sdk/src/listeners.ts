/** Anything that can be subscribed; the arguments are checked by the typed doors above. */
// The parameters are `never` because a listener is only ever called with what its own event carries.
export type Listener = (...args: never[]) => unknown;

/** Takes a subscription back. */
export type Unsubscribe = () => void;

interface Entry {
  readonly listener: Listener;
  readonly once: boolean | undefined;
}

/** Reports what a user's handler threw the way the platform reports uncaught errors, without disturbing the caller. */
export function reportHandlerError(error: unknown): void {
  if (typeof reportError === "function") return reportError(error);
  queueMicrotask(() => {
    throw error;
  });
}

/** Calls what a user gave us. What it throws is reported, and the caller goes on. */
export function callHandler(handler: Listener, args: readonly unknown[]): void {
  try {
    // True because the typed doors have checked the handler against what it is called with.
    handler(...(args as never[]));
  } catch (error) {
    reportHandlerError(error);
  }
}

/** Subscriptions by name. Names are keys of a `Map`, so that one from the wire can be anything. */
export class Listeners {
  readonly #entries = new Map<unknown, readonly Entry[]>();

  /** Subscribes at the end of the list, or with `first` before everybody else. */
  on(name: unknown, listener: Listener, once?: boolean, first?: boolean): Unsubscribe {
    const entry = { listener, once };
    const entries = this.#entries.get(name) ?? [];
    this.#entries.set(name, first ? [entry, ...entries] : [...entries, entry]);
    return () => this.#keep(name, (other) => other !== entry);
  }

  /** Takes back every subscription of `listener`, or of all listeners, to `name`. */
  off(name: unknown, listener?: Listener): void {
    this.#keep(name, (entry) => listener !== undefined && entry.listener !== listener);
  }

  /** The listeners of `name` in the order they are called. */
  of(name: unknown): Listener[] {
    return (this.#entries.get(name) ?? []).map((entry) => entry.listener);
  }

  /** Forgets everything. */
  clear(): void {
    this.#entries.clear();
  }

  /** Calls the listeners there are now; one that throws is reported and does not keep the others from being called. */
  fire(name: unknown, ...args: readonly unknown[]): void {
    for (const entry of this.#entries.get(name) ?? []) {
      if (entry.once) this.#keep(name, (other) => other !== entry);
      callHandler(entry.listener, args);
    }
  }

  #keep(name: unknown, wanted: (entry: Entry) => boolean): void {
    const rest = (this.#entries.get(name) ?? []).filter(wanted);
    if (rest.length > 0) this.#entries.set(name, rest);
    else this.#entries.delete(name);
  }
}
