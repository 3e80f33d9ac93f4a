import type { ConnectionState } from "./connection-state.ts";
import type { Ledger } from "./ledger.ts";
import type { RowData } from "./row-data.ts";

/** How and when a session ended. */
export interface Ending {
  readonly at: number;
  readonly seq: number;
  readonly reason: string;
  /** The row that shows it. */
  readonly row?: RowData | undefined;
}

/** So many outages within a minute, or attempts in one, are a loop. */
const LOOP = 5;
const MINUTE = 60_000;

/** A session is over, or an attempt to open one has failed: settles everything that waited on it. */
export function endConnection(ledger: Ledger, connection: ConnectionState, { at, seq, reason, row }: Ending): void {
  if (connection.ended) return;
  const opened = connection.openedAt !== undefined;
  if (connection.upgrade.state === "running") connection.upgrade.failed(at, seq, `The session ended: ${reason}`);
  connection.state = opened ? "closed" : "failed";
  connection.reason = reason;
  connection.endedAt = at;
  connection.link = undefined;
  if (connection.heartbeats.end(at)) {
    ledger.hint("MISSED_HEARTBEATS", connection, row, "The session ended behind the deadline of its last heartbeat.");
  }
  for (let waiting = connection.acks.end(); waiting > 0; waiting--) ledger.wait(connection, -1, at);
  connection.unfinished.in = connection.unfinished.out = undefined;
  for (const namespace of connection.namespaces.values()) {
    if (namespace.state === "connected" || namespace.state === "connecting") {
      connection.namespaces.set(namespace.name, { ...namespace, state: "disconnected" });
    }
  }
  const { reconnection } = connection.line;
  if (connection.leaving) reconnection.stopped(at);
  else reconnection.lost(at, reason, connection.sid);
  if (reconnection.since(at - MINUTE) >= LOOP || reconnection.tries >= LOOP) {
    ledger.hint("RECONNECT_LOOP", connection, row, `The last reason: ${reason}.`);
  }
}
