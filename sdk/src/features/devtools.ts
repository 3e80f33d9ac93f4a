import type { InspectionEvent } from "@upwire/protocol";
import type { Client } from "../client.ts";
import type { Connection } from "../connection.ts";
import { inspect } from "./inspect.ts";

/** What a tap says: to a connection or, for 0, to all; on one of its namespaces or, for "", on itself, a method with arguments. */
type Order = readonly [to: number, nsp: string, call: Call, ...args: unknown[]];
type Call = "connect" | "close" | "transmit";

/**
 * Shows a connection in a worker to the DevTools extension; in a window, where its tap is, connections show themselves, and those of
 * `io` do so in workers too. The connection says on a channel of the origin that it is there, and once a tap has asked, all it does.
 */
export function devtools(connection: Pick<Client, "url" | "state" | "namespaces">): void {
  // Only workers have it: nothing is to keep a page out of the back-forward cache, or a process of Node alive.
  if (!("importScripts" in globalThis)) return;
  const channel = new BroadcastChannel("upwire.devtools");
  const id = Math.random();
  const realm = `${String(globalThis)} ${location.href}`;
  // True because dedicated and shared workers have one, and a service worker none.
  const { name } = globalThis as { readonly name?: string };
  let watched = false;
  const post = (event?: InspectionEvent): void =>
    channel.postMessage([
      id,
      performance.timeOrigin,
      realm,
      name,
      `${connection.url}`,
      connection.state,
      event,
      queued(connection),
    ]);
  channel.onmessage = ({ data: [to, nsp, call, ...args] }: MessageEvent<Order>) => {
    if (to === id) {
      // True because a tap calls what is there, with the arguments it takes.
      const target: Partial<Record<Call, (...args: unknown[]) => void>> | undefined = nsp
        ? connection.namespaces.get(nsp)
        : connection;
      target?.[call]?.(...args);
    }
    // The other connections of the origin are heard here too.
    if (to !== 0) return;
    post();
    if (!watched) inspect(connection, report);
    watched = true;
  };
  const report = (event: InspectionEvent): void => {
    // Those of Socket.IO are in those of the engine, and hold values that may not be cloned.
    if (event.kind !== "socket packet") post(cloneable(event));
  };
  post();
}

/** Errors have causes that may not be cloned either. */
function cloneable(event: InspectionEvent): InspectionEvent {
  return event.kind === "state" && event.error ? { ...event, error: new Error(event.error.message) } : event;
}

/** How many packets and events wait to be sent. */
function queued(client: object): number {
  // True because every client is a connection, and shows less of it.
  const { session, namespaces } = client as Connection;
  let count = session?.transport.buffered ?? 0;
  for (const { sendBuffer } of namespaces.values()) count += sendBuffer.length;
  return count;
}
