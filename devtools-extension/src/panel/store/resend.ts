import type { EnginePacket } from "@upwire/protocol";
import { type Composed, composeEvent, composePackets, injectEvent } from "./compose.ts";
import type { Connection } from "./connection.ts";
import type { Detail } from "./detail.ts";
import { decodeRow } from "./decode-row.ts";
import type { Row } from "./row.ts";

/**
 * The packet of a row once more, the same way: what the page sent goes to the server, what came is delivered to the page.
 * An event that asked for an acknowledgement asks under a new id. Goes over `connection` where given, else over the row's own.
 */
export function resend(row: Row, connection: Connection | undefined = row.connection): Composed {
  const { direction, engineType } = row;
  if (!connection || !direction || !engineType || row.note !== undefined)
    return refuse("NOT_POSSIBLE", "The row is no packet.");
  if (row.cut || row.attachments?.some(({ cut }) => cut)) return refuse("CUT", "Fetch the whole body first.");
  if (row.expected > (row.attachments?.length ?? 0)) return refuse("CUT", "The attachments are not all here.");
  const detail = decodeRow(row);
  const { data, namespace = "/", problem } = detail;
  if (problem) return refuse("BAD_DATA", problem.message);
  if (row.event !== undefined && Array.isArray(data)) {
    // True because whatever JSON holds is unknown.
    const [, ...args] = data as readonly unknown[];
    const event = { connection, namespace, event: row.event, args, ack: row.ackId !== undefined };
    return direction === "out" ? composeEvent(event) : injectEvent(event);
  }
  return composePackets(connection, direction, packetsOf(detail));
}

function packetsOf({ row, data, attachments }: Detail): readonly EnginePacket<string | Uint8Array>[] {
  const type = row.engineType ?? "message";
  if (data instanceof Uint8Array) return [{ type, data }];
  const text = row.text.slice(1);
  return [text ? { type, data: text } : { type }, ...attachments.map(({ bytes }) => ({ type, data: bytes }))];
}

function refuse(code: "NOT_POSSIBLE" | "CUT" | "BAD_DATA", message: string): Composed {
  return { ok: false, code, message };
}
