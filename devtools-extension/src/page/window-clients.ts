import type { Call, Clients } from "./clients.ts";
import { apply, isArray, NativeWeakRef, now, plain, slice, toText, uncurried, weakTarget } from "./primordials.ts";

/** What the tap uses of a connection of `@upwire/sdk`. Whoever calls the hook may hand over anything else. */
interface Announced {
  readonly url?: unknown;
  readonly on?: unknown;
  readonly namespaces?: Map<unknown, { readonly sendBuffer?: { readonly length?: unknown } }>;
  readonly session?: AnnouncedSession | undefined;
}

/** What it uses of a session: whoever hears of the steps of an upgrade puts itself there. */
interface AnnouncedSession {
  readonly handshake?: { readonly sid?: unknown } | undefined;
  readonly transport?: { readonly name?: unknown; readonly buffered?: unknown };
  inspector?: unknown;
}

/** What a client says of a change of its state. */
interface Change {
  readonly state?: unknown;
  readonly reason?: unknown;
  readonly error?: { readonly message?: unknown } | undefined;
}

type Tell = (event: Readonly<Record<string, unknown>>) => void;

const MAX_URL = 8_192;
const { get } = Reflect;

/** Takes in the clients of this window, which announce themselves to the hook; their wire is tapped, so that they say only what it does not show. */
export function takeIn(clients: Clients, announced: object): void {
  try {
    // True because every object can be read by name, and every field is looked at.
    const client = announced as Announced;
    const { on } = client;
    if (typeof on !== "function") return;
    const ref = new NativeWeakRef(client);
    const control = {
      call: (method: Call, args: readonly unknown[], namespace?: string) => {
        const target = weakTarget(ref);
        return callOn(namespace === undefined ? target : target?.namespaces?.get(namespace), method, args);
      },
      depth: () => depthOf(weakTarget(ref)),
    };
    const url = slice(toText(client.url), 0, MAX_URL);
    const name = clients.add({ realm: "window", url, tapped: true }, control);
    const tell: Tell = (event) => {
      clients.report(name, plain({ ...event, at: now() }), 0, true);
      clients.queued(name, control.depth());
    };
    apply(on, client, ["state", quietly((change) => tellChange(weakTarget(ref), change, tell))]);
  } catch {
    // The page called the hook with something that is no client.
  }
}

/** A function that throws nothing into the page: what is made up is the page's own affair. */
function quietly(listener: (said: object) => void): (said: unknown) => void {
  return (said) => {
    try {
      if (typeof said === "object" && said !== null) listener(said);
    } catch {
      // A made-up event of a page.
    }
  };
}

/** The change of state, and what goes with it: a session that opens or has ended, and whose steps will have to be followed. */
function tellChange(client: Announced | undefined, change: Change, tell: Tell): void {
  const { state, reason, error } = change;
  const session = client?.session;
  if (state === "connecting" && session) followSteps(session, tell);
  if (state === "connected")
    tell({ kind: "open", sid: session?.handshake?.sid, transport: session?.transport?.name, protocol: 4 });
  if (state === "waiting" || state === "closed") tell({ kind: "close", reason, detail: error?.message });
  tell({ ...change, kind: "state" });
}

/** What transports tell their session: the steps of an upgrade, and that they give way to another. */
function followSteps(session: AnnouncedSession, tell: Tell): void {
  const { inspector } = session;
  session.inspector = (report: unknown) => {
    if (typeof inspector === "function") apply(inspector, session, [report]);
    quietly((said) => tell({ ...said }))(report);
  };
}

const forEach: (map: unknown, visit: (value: unknown) => void) => void = uncurried(
  // True because it throws for what is no Map.
  Map.prototype.forEach as never,
);

/** How much waits in a client to be sent; undefined for one of another make. */
function depthOf(client: Announced | undefined): number | undefined {
  try {
    if (!client) return undefined;
    const waiting = client.session?.transport?.buffered;
    let depth = typeof waiting === "number" ? waiting : 0;
    forEach(client.namespaces, (namespace) => {
      // True because every object can be read by name; what is none throws.
      depth += lengthOf((namespace as { readonly sendBuffer?: unknown }).sendBuffer);
    });
    return depth;
  } catch {
    return undefined;
  }
}

function lengthOf(list: unknown): number {
  return isArray(list) ? list.length : 0;
}

/** Calls a method of what may be a client or a namespace. */
function callOn(target: unknown, method: Call, args: readonly unknown[]): boolean {
  if (typeof target !== "object" || target === null) return false;
  const call: unknown = get(target, method);
  if (typeof call !== "function") return false;
  apply(call, target, args);
  return true;
}
