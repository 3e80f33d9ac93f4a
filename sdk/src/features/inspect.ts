import type { Inspector, Report } from "@upwire/protocol";
import type { Client } from "../client.ts";
import type { Connection, StateChange } from "../connection.ts";
import { inspectOwner, inspectSession, type Watch } from "../inspection.ts";
import { callHandler, type Unsubscribe } from "../listeners.ts";

/** The inspectors of each connection that has ever had one. */
const inspected = new WeakMap<object, Set<Inspector>>();

/**
 * Sends every inspection event of all layers of a client, or of a manager of `io`, to `listener`, until the returned
 * function is called. Clients that nobody inspects carry none of this.
 */
export function inspect(client: Pick<Client, "url" | "state" | "namespaces">, listener: Inspector): Unsubscribe {
  const inspectors = inspected.get(client) ?? new Set();
  if (!inspected.has(client)) {
    inspected.set(client, inspectors);
    // True because every client is a connection, and shows less of it.
    watch(client as Connection, inspectors);
  }
  // Another one each time, so that who listens twice is told twice.
  const inspector: Inspector = (event) => listener(event);
  inspectors.add(inspector);
  return () => void inspectors.delete(inspector);
}

/** Stands before the methods of a connection, for ever, and tells whoever listens. */
function watch(connection: Connection, inspectors: ReadonlySet<Inspector>): void {
  const { clock, options } = connection;
  const tell = (report: Report): void => {
    for (const inspector of inspectors) void callHandler(inspector, [{ at: clock.performance.now(), ...report }]);
  };
  const watching: Watch = {
    clock,
    protocol: options.protocol?.protocol ?? 4,
    get tell() {
      return inspectors.size > 0 ? tell : undefined;
    },
  };
  watchSessions(connection, watching);
  watchPackets(connection, watching);
  const fire = connection.fire.bind(connection);
  connection.fire = (name, ...args) => {
    // Before all listeners, who may change the state again. True because this is what `state` tells.
    if (name === "state") watching.tell?.({ kind: "state", ...(args[0] as StateChange) });
    fire(name, ...args);
  };
}

function watchSessions(connection: Connection, watching: Watch): void {
  const openSession = connection.openSession.bind(connection);
  connection.openSession = () => {
    const session = openSession();
    inspectSession(session, watching);
    return session;
  };
  if (connection.session) inspectSession(connection.session, watching);
  inspectOwner(connection, () => connection.session, watching);
}

function watchPackets(connection: Connection, watching: Watch): void {
  const write = connection.write.bind(connection);
  const receive = connection.receive.bind(connection);
  connection.write = (packet) => {
    watching.tell?.({ kind: "socket packet", direction: "out", packet });
    return write(packet);
  };
  connection.receive = (packet) => {
    watching.tell?.({ kind: "socket packet", direction: "in", packet });
    receive(packet);
  };
}
