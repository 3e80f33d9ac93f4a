import type { Call, Clients } from "./clients.ts";
import { apply, isArray, NativeWeakRef, now, slice, toText, uncurried, weakTarget } from "./primordials.ts";

/** What the tap uses of a connection of `@upwire/sdk`. Whoever calls the hook may hand over anything else. */
interface Announced {
  readonly url?: unknown;
  readonly inspect?: unknown;
  readonly namespaces?: Map<unknown, { readonly sendBuffer?: { readonly length?: unknown } }>;
  readonly session?: { readonly queue?: { readonly length?: unknown } };
}

const MAX_URL = 8_192;
const { get } = Reflect;

/** Takes in the clients of this window, which announce themselves to the hook; their wire is tapped. */
export function takeIn(clients: Clients, announced: object): void {
  try {
    // True because every object can be read by name, and every field is looked at.
    const client = announced as Announced;
    const { inspect } = client;
    if (typeof inspect !== "function") return;
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
    apply(inspect, client, [
      (event: unknown) => {
        try {
          clients.report(name, event, offsetOf(event), true);
          clients.queued(name, control.depth());
        } catch {
          // A made-up event of a page; its own affair.
        }
      },
    ]);
  } catch {
    // The page called the hook with something that is no client.
  }
}

const forEach: (map: unknown, visit: (value: unknown) => void) => void = uncurried(
  // True because it throws for what is no Map.
  Map.prototype.forEach as never,
);

/** How much waits in a client to be sent; undefined for one of another make. */
function depthOf(client: Announced | undefined): number | undefined {
  try {
    if (!client) return undefined;
    let depth = lengthOf(client.session?.queue);
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

/** The event has just happened, whatever clock the client goes by. */
function offsetOf(event: unknown): number {
  const at = typeof event === "object" && event !== null && "at" in event ? event.at : undefined;
  return typeof at === "number" ? now() - at : 0;
}
