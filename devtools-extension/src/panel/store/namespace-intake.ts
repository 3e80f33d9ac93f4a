import { SocketDecoder, SocketPacketType } from "@upwire/protocol";
import type { ConnectionState } from "./connection-state.ts";
import type { NamespaceInfo } from "./connection.ts";
import type { Ledger } from "./ledger.ts";
import type { RowData } from "./row-data.ts";

/** Namespaces of one connection that are followed. */
const MAX_NAMESPACES = 1_000;
/** Longest words of a refusal that are kept, in characters. */
const MAX_WORDS = 1_000;

/** CONNECT, DISCONNECT or CONNECT_ERROR: follows who is in which namespace. */
export function takeNamespacePacket(ledger: Ledger, connection: ConnectionState, row: RowData): void {
  const { direction, at } = row;
  const name = withoutQuery(row.namespace ?? "/");
  const known = connection.namespaces.get(name);
  if (!known && connection.namespaces.size >= MAX_NAMESPACES) return;
  const base: NamespaceInfo = known ?? { name, state: "connecting", sid: undefined, refusal: undefined };
  const change = (fields: Partial<NamespaceInfo>): void => void connection.namespaces.set(name, { ...base, ...fields });
  switch (row.socketType) {
    case SocketPacketType.CONNECT: {
      connection.leaving = false;
      if (direction === "out") return change({ state: "connecting", refusal: undefined });
      const sid = connection.protocol === 4 ? fieldOf(row, "sid") : olderId(connection, name);
      connection.reconnection.joined(name, sid);
      if (connection.client) connection.line.reconnection.joined(name, sid);
      return change({ state: "connected", sid, refusal: undefined });
    }
    case SocketPacketType.DISCONNECT:
      change({ state: "disconnected" });
      // The client closes the link once it has left its last namespace.
      connection.leaving = [...connection.namespaces.values()].every(
        ({ state }) => state === "disconnected" || state === "refused",
      );
      connection.lastAt = at;
      return;
    case SocketPacketType.CONNECT_ERROR: {
      const refusal = (fieldOf(row, "message") ?? textOf(row) ?? "refused").slice(0, MAX_WORDS);
      ledger.hint("NAMESPACE_REFUSED", connection, row, `${name} was refused: “${refusal}”.`);
      return change({ state: "refused", refusal });
    }
    default:
  }
}

/** In protocol 4 of Socket.IO the id is made of the session's (Socket.IO 2, `socket.id`). */
function olderId({ sid }: ConnectionState, namespace: string): string | undefined {
  return namespace === "/" || sid === undefined ? sid : `${namespace}#${sid}`;
}

function withoutQuery(namespace: string): string {
  const query = namespace.indexOf("?");
  return query < 0 ? namespace : namespace.slice(0, query);
}

function dataOf(row: RowData): unknown {
  if (row.cut) return undefined;
  try {
    return new SocketDecoder().add(row.text, 1)?.data;
  } catch {
    return undefined;
  }
}

function fieldOf(row: RowData, field: "sid" | "message"): string | undefined {
  const data = dataOf(row);
  if (typeof data !== "object" || data === null || !Object.hasOwn(data, field)) return undefined;
  // True because it has the field.
  const value = (data as Record<string, unknown>)[field];
  return typeof value === "string" ? value : undefined;
}

function textOf(row: RowData): string | undefined {
  const data = dataOf(row);
  return typeof data === "string" ? data : undefined;
}
