import type { Direction } from "@upwire/protocol";
import type { FaultMark, FrameBody, LinkTransport, TapRecord } from "../../bridge/record.ts";
import type { ConnectionState } from "./connection-state.ts";
import type { DocumentState, LinkState } from "./document-state.ts";
import { sessionConnection } from "./find-connection.ts";
import type { Ledger } from "./ledger.ts";
import { linkAddress } from "./link-address.ts";
import { linkOf } from "./link-intake.ts";
import { takePacket } from "./packet-intake.ts";
import { type Piece, splitBody, wholeFrame } from "./split-body.ts";

type FrameRecord = Extract<TapRecord, { kind: "frame" }>;

/** Where a packet came from. */
export interface PacketOrigin {
  readonly document: DocumentState;
  readonly connection: ConnectionState;
  readonly link: LinkState | undefined;
  readonly seq: number;
  readonly at: number;
  readonly direction: Direction;
  readonly transport: LinkTransport;
  readonly fault: FaultMark | undefined;
}

/** A WebSocket message or a polling body went over a link: its packets become rows. */
export function takeFrame(ledger: Ledger, document: DocumentState, record: FrameRecord): void {
  const { seq, at, direction, fault, body } = record;
  const link = linkOf(ledger, document, record);
  if (!link) return;
  if (fault) ledger.hint("FAULTS_ACTIVE", link.connection, undefined, `The last one was ${fault}.`);
  if (link.transport === "polling" && direction === "in" && takeResponse(ledger, link, body)) return;
  followUpgrade(ledger, document, link, record);
  const { connection, transport } = link;
  const origin: PacketOrigin = { document, connection, link, seq, at, direction, transport, fault };
  piecesOf(connection, transport, body).forEach((piece, index) => takePacket(ledger, origin, piece, index));
  // What an event at the cut still waits for is in the part that is not here.
  if (body.cut && transport === "polling") connection.unfinished[direction] = undefined;
}

/** The packets of one body. */
export function piecesOf(
  { protocol }: Pick<ConnectionState, "protocol">,
  transport: LinkTransport | undefined,
  body: FrameBody,
): readonly Piece[] {
  return transport === "polling" ? splitBody(protocol, body) : [wholeFrame(body)];
}

/** Keeps the body of a refusal, lets the bare `ok` of a POST pass; answers whether it was one of these. */
function takeResponse(ledger: Ledger, link: LinkState, body: FrameBody): boolean {
  const text = "text" in body ? body.text : "";
  if (link.status !== undefined && link.status >= 400) {
    link.response = text.slice(0, 4_096);
    return true;
  }
  // Answers to other methods carry no packets.
  if (link.method !== "GET") return true;
  const { connection } = link;
  if (connection.sid === undefined) {
    const lengthFirst = /^\d+:0\{/.test(text);
    const bare = text.startsWith("0{");
    if (connection.protocol === 4 ? lengthFirst : bare) {
      const detail = `The client speaks Engine.IO ${connection.protocol}, and the server answered as Engine.IO ${7 - connection.protocol}.`;
      ledger.hint("VERSION_MISMATCH", connection, undefined, detail);
    }
  }
  return false;
}

/** Over WebTransport the session's id comes in the first packet and not in the address. */
function followUpgrade(
  ledger: Ledger,
  document: DocumentState,
  link: LinkState,
  { direction, body, at }: FrameRecord,
): void {
  if (link.transport !== "webtransport" || direction !== "out" || !("text" in body)) return;
  const sid = /^0\{"sid":"([^"\\]{1,256})"\}$/.exec(body.text)?.[1];
  if (sid === undefined || link.connection.sid === sid) return;
  const { url, transport } = link;
  const { protocol, endpoint } = linkAddress(url, document.url, transport);
  const stranger = link.connection;
  const opening = { at, url, realm: "window", transport, protocol, key: `${protocol} ${endpoint}` } as const;
  link.connection = sessionConnection(ledger, document, sid, opening);
  if (stranger.sid === undefined) ledger.drop(stranger);
}
