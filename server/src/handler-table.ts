import type { Listener } from "./typed-events.ts";

/** The handlers of one name: one function, or a list that is replaced and never changed. */
export type Handlers = Listener | readonly Listener[];

/** One name with its handlers, and the next. */
interface Link {
  readonly name: unknown;
  handlers: Handlers;
  next: Link | undefined;
}

/**
 * Handlers by name. A few names are a chain, which is smaller than a map and searched as fast; a socket seldom has more.
 * Neither takes a name from a peer for a member of an object.
 */
export type HandlerTable = Link | Map<unknown, Handlers>;

const MAX_CHAIN = 8;

/** The handlers of `name`. */
export function handlersOf(table: HandlerTable | undefined, name: unknown): Handlers | undefined {
  if (table instanceof Map) return table.get(name);
  for (let link = table; link !== undefined; link = link.next) if (link.name === name) return link.handlers;
  return undefined;
}

/** Sets or, with `undefined`, removes the handlers of `name`, and answers the table to keep from now on. */
export function withHandlers(
  table: HandlerTable | undefined,
  name: unknown,
  handlers: Handlers | undefined,
): HandlerTable | undefined {
  if (table instanceof Map) {
    if (handlers === undefined) table.delete(name);
    else table.set(name, handlers);
    return table;
  }
  return handlers === undefined ? without(table, name) : withLink(table, name, handlers);
}

/** The same handlers in a map, which stays one object whatever is added. */
export function asMap(table: HandlerTable | undefined): Map<unknown, Handlers> {
  if (table instanceof Map) return table;
  const map = new Map<unknown, Handlers>();
  for (let link = table; link !== undefined; link = link.next) map.set(link.name, link.handlers);
  return map;
}

function without(first: Link | undefined, name: unknown): Link | undefined {
  if (first === undefined || first.name === name) return first?.next;
  for (let link = first; link.next !== undefined; link = link.next) {
    if (link.next.name !== name) continue;
    link.next = link.next.next;
    break;
  }
  return first;
}

function withLink(first: Link | undefined, name: unknown, handlers: Handlers): HandlerTable {
  const added: Link = { name, handlers, next: undefined };
  if (first === undefined) return added;
  let length = 1;
  let link = first;
  for (; link.name !== name && link.next !== undefined; link = link.next) length++;
  if (link.name === name) link.handlers = handlers;
  else if (length === MAX_CHAIN) return asMap(first).set(name, handlers);
  else link.next = added;
  return first;
}
