import type { FrameBody } from "../../bridge/record.ts";
import { piecesOf } from "./frame-intake.ts";
import type { Ledger } from "./ledger.ts";
import { checkMessage } from "./check-message.ts";
import { join, readColumns } from "./message-intake.ts";
import { packetRow } from "./packet-intake.ts";
import type { RowData } from "./row-data.ts";
import type { Piece } from "./split-body.ts";
import { frameProtocol } from "./frame-protocol.ts";

/**
 * Puts the whole body in place of one that came cut. The cut packet becomes whole, and packets of a polling body that
 * stood behind the cut become attachments of its event or rows of their own.
 */
export function completeBody(ledger: Ledger, row: RowData, seq: number, body: FrameBody): boolean {
  const { connection } = row;
  if (!connection || body.cut) return false;
  const before = row.text.length;
  const cutAt =
    row.seq === seq && row.cut ? row.piece : row.attachments?.find((frame) => frame.seq === seq && frame.cut)?.piece;
  if (cutAt === undefined) return false;
  const pieces = piecesOf(connection, row.transport, body);
  const [piece, ...rest] = pieces.slice(cutAt);
  if (!piece) return false;
  if (row.seq === seq && row.cut) completeRow(row, piece);
  else completeAttachment(row, seq, piece);
  ledger.rows.weigh(row.text.length - before);
  addRest(ledger, row, rest, cutAt + 1, seq);
  ledger.rows.recheck(row);
  return true;
}

function completeRow(row: RowData, piece: Piece): void {
  row.size = piece.size;
  row.text = piece.text;
  row.cut = false;
  row.problem = piece.problem;
  if (!piece.encoded) judge(row);
}

function judge(row: RowData): void {
  const socketIo = row.connection?.socketIo && row.engineType === "message";
  if (!socketIo || row.problem || row.text.startsWith("b")) return;
  row.problem = checkMessage(row.text, 1);
  readColumns(row);
}

function completeAttachment(row: RowData, seq: number, piece: Piece): void {
  row.attachments = row.attachments?.map((frame) => {
    if (frame.seq !== seq || !frame.cut) return frame;
    const start = piece.encoded ? 0 : frameProtocol(row) === 3 ? 2 : 1;
    return { ...frame, base64: piece.text.slice(start), size: piece.size, cut: false };
  });
}

/** The packets behind the cut, in their order. */
function addRest(ledger: Ledger, row: RowData, pieces: readonly Piece[], first: number, seq: number): void {
  const added: RowData[] = [];
  let event = row;
  pieces.forEach((piece, index) => {
    const next = packetRow({ ...row, seq, fault: row.fault, piece: first + index }, piece);
    if (next.binary && event.expected > (event.attachments?.length ?? 0)) {
      join(event, next);
      ledger.rows.weigh(next.text.length);
      return;
    }
    judge(next);
    ledger.place(next);
    if (next.connection && next.ackId !== undefined && next.event === undefined) next.connection.acks.answered(next);
    added.push(next);
    event = next;
  });
  ledger.rows.insertAfter(row, added);
}
