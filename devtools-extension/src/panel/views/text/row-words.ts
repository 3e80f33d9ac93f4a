import { SocketPacketType } from "@upwire/protocol";
import type { FaultMark } from "../../../bridge/record.ts";
import type { NoteKind, Row } from "../../store/row.ts";

/** The Socket.IO packet types by their digit, as the list names them. */
export const SOCKET_TYPE_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(SocketPacketType).map(([name, digit]) => [digit, name.toLowerCase().replace("_", " ")]),
);

/** How the list marks a packet that a simulated fault touched. */
export const FAULT_WORDS: Readonly<Record<FaultMark, string>> = {
  dropped: "dropped by a simulated fault",
  delayed: "delayed by a simulated fault",
  duplicated: "duplicated by a simulated fault",
  injected: "made up in this panel",
};

const NOTE_WORDS: Readonly<Record<NoteKind, string>> = {
  link: "link",
  failure: "failure",
  close: "closed",
  client: "client",
  gap: "gap",
  navigation: "navigation",
  response: "response",
};

/** Colours and shapes of rows. */
export type RowTone = "event" | "ack" | "control" | "heartbeat" | "note" | "problem";

/** What a row is in one or two words: `event`, `ping`, `closed`. */
export function rowType(row: Row): string {
  if (row.note !== undefined) return NOTE_WORDS[row.note];
  if (row.socketType !== undefined) return SOCKET_TYPE_NAMES.get(row.socketType) ?? `type ${row.socketType}`;
  return row.engineType ?? "unreadable";
}

const ENGINE_DIGITS: readonly string[] = ["open", "close", "ping", "pong", "message", "upgrade", "noop"];

/** The digits that the packet starts with on the wire: `42`, `2`; empty where there are none. */
export function rowDigits(row: Row): string {
  if (row.engineType === undefined) return "";
  return `${ENGINE_DIGITS.indexOf(row.engineType)}${row.socketType ?? ""}`;
}

/** The type in full, for a tooltip. */
export function rowTypeInFull(row: Row): string {
  if (row.note !== undefined) return `No packet: ${NOTE_WORDS[row.note]}`;
  const engine = `Engine.IO ${row.engineType ?? "packet that cannot be read"}`;
  if (row.socketType === undefined) return engine;
  return `${engine}, Socket.IO ${(SOCKET_TYPE_NAMES.get(row.socketType) ?? "?").toUpperCase()}`;
}

/** Which of the list's colours a row has. */
export function rowTone(row: Row): RowTone {
  if (row.problem !== undefined || row.note === "failure" || row.note === "gap") return "problem";
  if (row.note !== undefined) return "note";
  if (row.socketType === SocketPacketType.CONNECT_ERROR) return "problem";
  if (row.socketType === SocketPacketType.EVENT || row.socketType === SocketPacketType.BINARY_EVENT) return "event";
  if (row.socketType === SocketPacketType.ACK || row.socketType === SocketPacketType.BINARY_ACK) return "ack";
  if (row.engineType === "message" && row.socketType === undefined) return "event";
  return row.engineType === "ping" || row.engineType === "pong" || row.engineType === "noop" ? "heartbeat" : "control";
}

/** What follows the type, namespace, ack id and event name on one line: the payload as it was on the wire. */
export function rowPayload(row: Row): string {
  if (row.note !== undefined) return row.text;
  if (row.encoded) return "binary";
  if (row.socketType === undefined) return row.text.slice(row.engineType === undefined ? 0 : 1);
  return payloadPart(row.text, row.event);
}

/** A row in a sentence, for screen readers and announcements. */
export function rowSummary(row: Row): string {
  const way = row.direction === undefined ? "" : row.direction === "in" ? "received " : "sent ";
  return `${way}${rowType(row)}${row.event === undefined ? "" : ` ${row.event}`}`;
}

function payloadPart(text: string, event: string | undefined): string {
  const head = /^\d\d?(?:\d+-)?(?:\/[^,]*,)?\d*/.exec(text)?.[0].length ?? 0;
  const body = text.slice(head);
  if (event === undefined || !body.startsWith("[")) return body;
  const name = JSON.stringify(event);
  if (!body.startsWith(`[${name}`)) return body;
  return body
    .slice(name.length + 1)
    .replace(/^,/, "")
    .replace(/\]$/, "");
}
