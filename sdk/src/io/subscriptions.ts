import type { Listener, Listeners } from "../listeners.ts";

/** Key for the listeners of all outgoing events; no event has a boolean for a name. */
export const ANY_OUTGOING = false;

/** Subscribes before everybody else. */
export function prepend(handlers: Listeners, name: unknown, listener: Listener): void {
  handlers.lists.set(name, [{ listener, once: false }, ...handlers.list(name)]);
}

/** Takes back the first subscription of `listener`, or all to `name`, or all to names of events. */
export function unsubscribe(handlers: Listeners, name?: unknown, listener?: Listener): void {
  if (name === undefined) {
    // Those who listen to everything listen under no name.
    for (const key of handlers.lists.keys()) if (typeof key !== "boolean") handlers.lists.delete(key);
    return;
  }
  const first = handlers.list(name).find((entry) => entry.listener === listener);
  handlers.keep(name, (entry) => listener !== undefined && entry !== first);
}

/** The listeners of `name` in the order in which they are called. */
export function listenersOf(handlers: Listeners, name: unknown): Listener[] {
  return handlers.list(name).map((entry) => entry.listener);
}
