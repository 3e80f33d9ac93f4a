import type { LinkTransport, Realm } from "../../bridge/record.ts";
import type { ConnectionState, Line } from "./connection-state.ts";
import type { DocumentState } from "./document-state.ts";
import type { Ledger } from "./ledger.ts";
import { ReconnectionTracker } from "./reconnection-tracker.ts";

/** What a link or client says about the connection that it belongs to. */
export interface Opening {
  readonly at: number;
  readonly realm: Realm;
  readonly url: string;
  /** Equal for all connections that the same client may make. */
  readonly key: string;
  readonly transport: LinkTransport;
  readonly protocol: 3 | 4;
  readonly stack?: string | undefined;
}

/**
 * The connection of a new attempt to open a session: the one whose last attempt failed, so that a loop makes no list,
 * else a new one, in the line of one that has ended, else in a line of its own.
 */
export function attemptConnection(ledger: Ledger, document: DocumentState, opening: Opening): ConnectionState {
  const { key, at, url, realm, transport, protocol, stack } = opening;
  const lines = document.lines.get(key) ?? [];
  const line = lines.findLast(({ current }) => current?.ended ?? true) ?? newLine(document, key, lines);
  const { current, reconnection } = line;
  reconnection.attempt(at);
  if (current && current.state === "failed") {
    current.state = "connecting";
    current.reason = current.endedAt = undefined;
    current.leaving = false;
    current.attempts++;
    current.transport = transport;
    return current;
  }
  return ledger.open(document, { at, url, realm, transport, protocol, line, stack });
}

/** The connection with this session id: one that is known, or one whose beginning was not seen. */
export function sessionConnection(
  ledger: Ledger,
  document: DocumentState,
  sid: string,
  opening: Opening,
): ConnectionState {
  const known = document.sids.get(sid);
  if (known) return known;
  const { key, at, url, realm, transport, protocol, stack } = opening;
  const line = newLine(document, key, document.lines.get(key) ?? []);
  const connection = ledger.open(document, { at, url, realm, transport, protocol, line, stack });
  connection.state = "open";
  connection.openedAt = at;
  nameSession(document, connection, sid);
  return connection;
}

/** Gives a connection its session id, and the client that said it has this one. */
export function nameSession(document: DocumentState, connection: ConnectionState, sid: string): void {
  connection.sid = sid;
  document.sids.set(sid, connection);
  const client = document.clients.find((candidate) => candidate.sid === sid);
  if (!client) return;
  client.connection = connection;
  connection.client = client;
}

function newLine(document: DocumentState, key: string, lines: readonly Line[]): Line {
  const line = { key, reconnection: new ReconnectionTracker(), current: undefined };
  document.lines.set(key, [...lines, line]);
  return line;
}
