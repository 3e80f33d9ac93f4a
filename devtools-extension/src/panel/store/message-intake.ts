import { ProtocolError, SocketPacketType } from "@upwire/protocol";
import { checkMessage } from "./check-message.ts";
import type { ConnectionState } from "./connection-state.ts";
import type { Ledger } from "./ledger.ts";
import { takeNamespacePacket } from "./namespace-intake.ts";
import { readHead } from "./packet-head.ts";
import { problemOf } from "./problem-of.ts";
import type { RowData } from "./row-data.ts";
import type { AttachmentFrame } from "./row.ts";
import { frameProtocol } from "./frame-protocol.ts";

/** A text message: its Socket.IO packet, where the page speaks Socket.IO. */
export function takeMessage(ledger: Ledger, connection: ConnectionState, row: RowData): void {
  const problem = row.cut ? undefined : checkMessage(row.text, 1);
  // The first message tells whether they are Socket.IO packets, where the path did not.
  connection.socketIo ??= problem === undefined;
  if (connection.socketIo) {
    giveUpUnfinished(ledger, connection, row);
    row.problem = problem;
    readColumns(row);
  }
  ledger.add(row);
  ledger.count(connection, row, true);
  if (!connection.socketIo) return;
  if (row.problem) return ledger.unreadable(connection, row);
  if (row.event !== undefined) countEvent(ledger, connection, row);
  oversize(ledger, connection, row);
  // What the tap swallowed never reached the peer.
  if (row.fault === "dropped") return;
  if (row.expected > 0 && row.direction) connection.unfinished[row.direction] = { row, left: row.expected };
  takeSocketPacket(ledger, connection, row);
}

/** Fills the columns of Socket.IO from the text of a message. */
export function readColumns(row: RowData): void {
  const head = readHead(row.text, 1);
  if (!head) return;
  row.socketType = head.socketType;
  row.namespace = head.namespace;
  row.event = head.event;
  row.ackId = head.ackId;
  row.expected = head.expected;
  row.binary = head.expected > 0;
}

function takeSocketPacket(ledger: Ledger, connection: ConnectionState, row: RowData): void {
  switch (row.socketType) {
    case SocketPacketType.EVENT:
    case SocketPacketType.BINARY_EVENT:
      if (row.ackId === undefined) return;
      if (!connection.acks.asked(row) && row.direction === "out") ledger.wait(connection, 1, row.at);
      return;
    case SocketPacketType.ACK:
    case SocketPacketType.BINARY_ACK: {
      const event = connection.acks.answered(row);
      if (!event) return;
      if (event.direction === "out") {
        ledger.wait(connection, -1, row.at);
        ledger.latency(connection, Number(row.latency));
      }
      ledger.rows.recheck(event);
      // Of which event it is was not known when it was added.
      ledger.rows.recheck(row);
      return;
    }
    case undefined:
      return;
    default:
      takeNamespacePacket(ledger, connection, row);
  }
}

function countEvent(ledger: Ledger, connection: ConnectionState, { event, direction, size }: RowData): void {
  if (event === undefined || !direction) return;
  connection.statistics.event(event, direction, size);
  ledger.statistics.event(event, direction, size);
}

function oversize(ledger: Ledger, connection: ConnectionState, row: RowData): void {
  const limit = connection.handshake?.maxPayload;
  if (limit === undefined || row.direction !== "out" || row.size <= limit) return;
  ledger.hint("TOO_LARGE", connection, row, `The message has ${row.size} bytes, and the server takes ${limit}.`);
}

/** Text came while attachments were awaited: they do not come any more. */
function giveUpUnfinished(ledger: Ledger, connection: ConnectionState, row: RowData): void {
  const unfinished = row.direction && connection.unfinished[row.direction];
  if (!unfinished || !row.direction) return;
  connection.unfinished[row.direction] = undefined;
  if (unfinished.row.problem) return;
  const { expected } = unfinished.row;
  const detail = `text came in place of attachment ${expected - unfinished.left + 1} of ${expected}`;
  unfinished.row.problem = problemOf(new ProtocolError("UNEXPECTED_TEXT", detail));
  ledger.rows.recheck(unfinished.row);
}

/** A binary message: an attachment of the event before it, or one of its own. */
export function takeBinary(ledger: Ledger, connection: ConnectionState, row: RowData): void {
  const unfinished = row.direction && connection.unfinished[row.direction];
  ledger.count(connection, row, false);
  if (row.fault === "dropped" || !unfinished || unfinished.row.gone) {
    if (connection.socketIo && row.fault !== "dropped") {
      row.problem ??= problemOf(new ProtocolError("UNEXPECTED_BINARY", `${row.size} bytes that no event announces`));
    }
    ledger.add(row);
    return;
  }
  if (--unfinished.left === 0 && row.direction) connection.unfinished[row.direction] = undefined;
  join(unfinished.row, row);
  ledger.rows.weigh(row.text.length);
  ledger.rows.recheck(unfinished.row);
  connection.lastAt = row.at;
  oversize(ledger, connection, unfinished.row);
}

/** Puts the frame of `row` among the attachments of an event. */
export function join(event: RowData, row: RowData): void {
  (event.attachments ??= []).push(attachmentFrame(row));
  event.size += row.size;
}

function attachmentFrame(row: RowData): AttachmentFrame {
  const { seq, at, size, cut, text, encoded, piece } = row;
  const protocol = frameProtocol(row);
  const typed = encoded && protocol === 3;
  // Over links of text, `b` or the `b4` of Engine.IO 3 stands in front.
  const start = encoded ? 0 : protocol === 3 ? 2 : 1;
  return { seq, at, size, cut, base64: text.slice(start), typed, piece };
}
