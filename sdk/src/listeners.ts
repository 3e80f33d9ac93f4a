import type { Untyped } from "./events.ts";

/** Anything that can be subscribed; its parameters are `never` because the typed doors above check what it is called with. */
export type Listener = (...args: never[]) => unknown;

/** Takes a subscription back. */
export type Unsubscribe = () => void;

/** One subscription. */
export interface Entry {
  readonly listener: Listener;
  readonly once: boolean | undefined;
}

/** Calls what a user gave us, before it returns. What it throws surfaces as an unhandled rejection of the application, and the caller goes on. */
export async function callHandler(handler: Listener, args: readonly unknown[]): Promise<void> {
  // True because the typed doors have checked the handler against what it is called with.
  handler(...(args as never[]));
}

/** Subscriptions by name. Names are keys of a `Map`, so that one from the wire can be anything. */
export class Listeners {
  /** Each list is replaced and never changed, so that whoever walks through one is not disturbed. */
  readonly lists: Map<unknown, readonly Entry[]> = new Map();

  /** Subscribes, behind everybody else, and answers what takes it back; untyped because `io` answers itself, as `socket.io-client` does. */
  on(name: Untyped, listener: Listener, once?: boolean): Untyped {
    const added = { listener, once };
    this.lists.set(name, [...this.list(name), added]);
    return () => this.keep(name, (entry) => entry !== added);
  }

  /** The subscriptions to `name`, in the order in which they are called. */
  list(name: unknown): readonly Entry[] {
    return this.lists.get(name) ?? [];
  }

  /** Takes back the subscriptions to `name` that are not wanted. */
  keep(name: unknown, wanted: (entry: Entry) => unknown): void {
    this.lists.set(name, this.list(name).filter(wanted));
  }

  /** Calls the listeners there are now; one that throws does not keep the others from being called. */
  fire(name: unknown, ...args: readonly unknown[]): void {
    for (const entry of this.list(name)) {
      if (entry.once) this.keep(name, (other) => other !== entry);
      void callHandler(entry.listener, args);
    }
  }
}
