import {
  type EnginePacketType,
  excerpt,
  type Handshake,
  PACKET_TYPES,
  parseHandshake,
  ProtocolError,
} from "@upwire/protocol";
import { endConnection } from "./end-connection.ts";
import { nameSession } from "./find-connection.ts";
import type { PacketOrigin } from "./frame-intake.ts";
import type { Ledger } from "./ledger.ts";
import { takeBinary, takeMessage } from "./message-intake.ts";
import { problemOf } from "./problem-of.ts";
import { rowData, type RowData } from "./row-data.ts";
import type { Problem } from "./row.ts";
import type { Piece } from "./split-body.ts";
import { frameProtocol } from "./frame-protocol.ts";

/** One packet: makes its row, and moves the state of the connection on. */
export function takePacket(ledger: Ledger, origin: PacketOrigin, piece: Piece, index = 0): void {
  const { connection, document, link } = origin;
  const row = packetRow({ ...origin, document: document.id, link: link?.number, piece: index }, piece);
  if (row.binary && row.engineType === "message") return takeBinary(ledger, connection, row);
  if (row.engineType === "message" && !row.problem) return takeMessage(ledger, connection, row);
  if (!row.problem) row.problem = engineProblem(row);
  ledger.add(row);
  ledger.count(connection, row, false);
  if (row.problem) return ledger.unreadable(connection, row);
  // What the tap swallowed never reached the peer.
  if (row.fault !== "dropped") advance(ledger, origin, row);
}

/** What the row of a packet takes over from where the packet came from. */
export type RowOrigin = Pick<
  RowData,
  "document" | "link" | "seq" | "at" | "direction" | "transport" | "fault" | "connection" | "piece"
>;

/** The row of one packet, with the columns of Engine.IO. */
export function packetRow(origin: RowOrigin, piece: Piece): RowData {
  const base64 = !piece.encoded && piece.text.startsWith("b");
  const binary = piece.encoded || base64;
  const engineType = binary ? "message" : PACKET_TYPES[piece.text.charCodeAt(0) - 48];
  return rowData({
    document: origin.document,
    link: origin.link,
    seq: origin.seq,
    at: origin.at,
    direction: origin.direction,
    transport: origin.transport,
    fault: origin.fault,
    connection: origin.connection,
    piece: origin.piece,
    engineType: piece.problem ? undefined : engineType,
    text: piece.text,
    encoded: piece.encoded,
    size: piece.size,
    cut: piece.cut,
    binary,
    problem: piece.problem ?? typeProblem(piece, engineType, frameProtocol(origin)),
  });
}

/** What is wrong with the type of a packet, which binary has in Engine.IO 3 only: byte 4, or `b4` as text. */
function typeProblem({ text, encoded, cut }: Piece, type: string | undefined, protocol: 3 | 4): Problem | undefined {
  if (cut && text.length < 2) return undefined;
  const binary = encoded || text.startsWith("b");
  const known = binary && protocol === 3 ? (encoded ? /^B[A-P]/ : /^b4/).test(text) : type !== undefined;
  return known ? undefined : problemOf(new ProtocolError("BAD_PACKET_TYPE", excerpt(text)));
}

/** What is wrong with a packet that is no message. */
function engineProblem(row: RowData): Problem | undefined {
  if (row.engineType !== "open" || row.cut || row.direction === "out") return undefined;
  try {
    parseHandshake(row.text.slice(1));
    return undefined;
  } catch (error) {
    return problemOf(error);
  }
}

const STEPS: Readonly<Partial<Record<EnginePacketType, (ledger: Ledger, origin: PacketOrigin, row: RowData) => void>>> =
  {
    open: opened,
    close: closed,
    ping: pinged,
    pong: ponged,
    upgrade: upgraded,
    noop: (_ledger, { connection, at, seq, transport }) => {
      if (transport === "polling") connection.upgrade.noop(at, seq);
    },
  };

function advance(ledger: Ledger, origin: PacketOrigin, row: RowData): void {
  if (row.engineType) STEPS[row.engineType]?.(ledger, origin, row);
}

function opened(
  _ledger: Ledger,
  { document, connection, direction, at, seq, transport, link }: PacketOrigin,
  row: RowData,
): void {
  if (direction === "out" || row.cut) return;
  // Sound, or the row had a problem.
  const handshake: Handshake = parseHandshake(row.text.slice(1));
  connection.handshake = handshake;
  connection.transport = transport;
  connection.state = "open";
  connection.openedAt ??= at;
  connection.endedAt = connection.reason = undefined;
  connection.link = link?.number ?? connection.link;
  nameSession(document, connection, handshake.sid);
  connection.heartbeats.start(at, handshake);
  connection.line.reconnection.back(at, handshake.sid);
  if (transport === "polling") connection.upgrade.opened(at, seq, handshake.upgrades);
}

function closed(ledger: Ledger, { connection, direction, at, seq, link }: PacketOrigin, row: RowData): void {
  if (link?.probing && connection.transport === "polling") return;
  connection.leaving = true;
  const reason = direction === "out" ? "closed by the page" : "closed by the server";
  endConnection(ledger, connection, { at, seq, reason, row });
}

function pinged(ledger: Ledger, { connection, direction, at, seq, link }: PacketOrigin, row: RowData): void {
  if (row.text === "2probe") return connection.upgrade.probe(at, seq, true);
  if (link?.probing && connection.transport === "polling") return;
  if (!connection.heartbeats.ping(at, direction)) return;
  const detail = `The last one came ${Math.round(connection.heartbeats.beats.at(-1)?.late ?? 0)} ms late.`;
  ledger.hint("MISSED_HEARTBEATS", connection, row, detail);
}

function ponged(_ledger: Ledger, { connection, direction, at, seq }: PacketOrigin, row: RowData): void {
  if (row.text === "3probe") connection.upgrade.probe(at, seq, false);
  else connection.heartbeats.pong(at, direction);
}

function upgraded(_ledger: Ledger, { connection, direction, at, seq, transport, link }: PacketOrigin): void {
  if (direction === "in") return;
  connection.upgrade.done(at, seq);
  connection.transport = transport;
  if (connection.state === "upgrading") connection.state = "open";
  if (link) connection.link = link.number;
}
