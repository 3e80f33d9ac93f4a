import type { TapRecord } from "../../bridge/record.ts";
import type { ConnectionState } from "./connection-state.ts";
import type { DocumentState, LinkState } from "./document-state.ts";
import { endConnection } from "./end-connection.ts";
import { attemptConnection, type Opening, sessionConnection } from "./find-connection.ts";
import { describeRefusal, explainFailure } from "./explain-failure.ts";
import type { Ledger } from "./ledger.ts";
import { linkAddress } from "./link-address.ts";

type LinkRecord = Extract<TapRecord, { kind: "link" }>;
type LinkOpen = Extract<TapRecord, { kind: "link open" }>;
type LinkEnd = Extract<TapRecord, { kind: "link end" }>;

/** Links of one document that have not ended; the oldest are forgotten. */
const MAX_LINKS = 10_000;

/** A WebSocket was constructed or a request begun: finds or makes its connection. */
export function beginLink(ledger: Ledger, document: DocumentState, record: LinkRecord): void {
  const { at, seq, transport, url, stack } = record;
  const address = linkAddress(url, document.url, transport);
  const { sid, protocol, endpoint } = address;
  const opening: Opening = { at, url, realm: "window", transport, protocol, key: `${protocol} ${endpoint}`, stack };
  const connection = sid
    ? sessionConnection(ledger, document, sid, opening)
    : attemptConnection(ledger, document, opening);
  const probing = sid !== undefined && transport !== "polling" && connection.transport === "polling";
  const link: LinkState = {
    number: record.link,
    transport,
    url,
    method: record.method?.toUpperCase() ?? "GET",
    connection,
    probing,
    opened: false,
    status: undefined,
    response: "",
    stepped: false,
  };
  const [oldest] = document.links.size >= MAX_LINKS ? document.links.keys() : [];
  if (oldest !== undefined) document.endLink(oldest);
  document.links.set(record.link, link);
  connection.lastAt = at;
  if (address.socketIo && connection.socketIo === undefined) connection.socketIo = true;
  // A late request of a session that has moved is no way to send over.
  if (!probing && (transport !== "polling" || connection.transport === "polling")) connection.link = record.link;
  if (probing) beginProbe(connection, at, seq);
  else if (transport === "polling" && !sid) connection.upgrade.handshake(at, seq);
  if (transport !== "polling") {
    const text = `${NAMES[transport]} ${url}`;
    ledger.note("link", {
      document: document.id,
      seq,
      connection,
      link: record.link,
      at,
      transport,
      text,
      direction: "out",
    });
  }
}

/**
 * The link of a frame; where its beginning was lost, it is taken for a WebSocket, the only kind that lasts. Undefined
 * for one that is over.
 */
export function linkOf(
  ledger: Ledger,
  document: DocumentState,
  frame: Pick<TapRecord, "at" | "seq"> & { readonly link: number },
): LinkState | undefined {
  const { link, at, seq } = frame;
  if (!document.links.has(link) && !document.hasEnded(link)) {
    beginLink(ledger, document, { kind: "link", link, at, seq, transport: "websocket", url: UNSEEN });
    const begun = document.links.get(link);
    if (begun) {
      begun.opened = true;
      begun.connection.state = "open";
      begun.connection.openedAt = at;
      begun.connection.protocol = 4;
    }
  }
  return document.links.get(link);
}

/** Stands for the address of a link whose beginning was not seen. */
const UNSEEN = "about:blank#unseen";

const NAMES = {
  websocket: "WebSocket",
  webtransport: "WebTransport",
  eventsource: "EventSource",
  polling: "Request",
} as const;

function beginProbe(connection: ConnectionState, at: number, seq: number): void {
  if (connection.state === "open") connection.state = "upgrading";
  connection.upgrade.begun(at, seq);
}

/** A WebSocket is open, or the head of an answer has come. */
export function openLink(document: DocumentState, { link: number, status, at, seq }: LinkOpen): void {
  const link = document.links.get(number);
  if (!link) return;
  // 0 stands for no answer.
  link.opened = status !== 0;
  link.status = status;
  if (link.probing) link.connection.upgrade.linked(at, seq);
}

/** A WebSocket has closed, or a request has ended one way or the other. */
export function endLink(ledger: Ledger, document: DocumentState, record: LinkEnd): void {
  const link = document.links.get(record.link);
  if (!link) return;
  document.endLink(record.link);
  link.connection.lastAt = record.at;
  if (link.transport === "polling") endRequest(ledger, document, link, record);
  else endSocket(ledger, document, link, record);
}

function endRequest(ledger: Ledger, document: DocumentState, link: LinkState, record: LinkEnd): void {
  const { connection, method } = link;
  const status = record.status ?? link.status;
  if (record.error === undefined && (status === undefined || (status > 0 && status < 400))) return;
  const { at, seq } = record;
  const refusal = describeRefusal(status, link.response, record.error);
  const text = `${method} ${refusal}`;
  const row = ledger.note("failure", {
    document: document.id,
    seq,
    connection,
    link: link.number,
    at,
    text,
    transport: "polling",
    direction: "in",
    problem: { code: status ? `HTTP_${status}` : "NO_ANSWER", message: refusal },
  });
  // The session has moved away, or the page itself broke off what it no longer needs.
  if (connection.transport !== "polling" || connection.ended) return;
  const aborted = !status && /abort/i.test(record.error ?? "");
  if (aborted) connection.leaving = true;
  else explainFailure(ledger, document, link, { status, row });
  endConnection(ledger, connection, {
    at,
    seq,
    row,
    reason: aborted ? "closed by the page" : `polling failed: ${refusal}`,
  });
}

function endSocket(ledger: Ledger, document: DocumentState, link: LinkState, record: LinkEnd): void {
  const { connection, probing, transport } = link;
  const { at, seq, code, reason, error, status } = record;
  const how = [
    code === undefined ? "" : String(code),
    reason ?? "",
    error ?? "",
    status === undefined ? "" : `HTTP ${status}`,
  ];
  const text = `${NAMES[transport]} closed ${how.filter(Boolean).join(" ")}`.trim();
  const failed = !link.opened || error !== undefined || !(code === undefined || CLEAN.has(code));
  const row = ledger.note("close", {
    document: document.id,
    seq,
    connection,
    link: link.number,
    at,
    text,
    transport,
    direction: "in",
    ...(failed && !connection.leaving
      ? { problem: { code: code === undefined ? "CLOSED" : `CLOSE_${code}`, message: text } }
      : {}),
  });
  if (code === 1009)
    ledger.hint("TOO_LARGE", connection, row, "The WebSocket was closed with code 1009 (message too big).");
  if (probing && connection.upgrade.state === "running") {
    connection.upgrade.failed(at, seq, connection.upgrade.reasonOf(record));
    connection.failedProbe = row.number;
    if (connection.state === "upgrading") connection.state = "open";
    explainFailure(ledger, document, link, { status, row });
    return;
  }
  // An attempt that came too late, or a second WebSocket of a session that has one.
  if (connection.link !== undefined && connection.link !== link.number) return;
  if (!link.opened) explainFailure(ledger, document, link, { status, row });
  endConnection(ledger, connection, { at, seq, row, reason: text });
}

/** Close codes of those who mean to: normal, going away, and none given. */
const CLEAN = new Set([1000, 1001, 1005]);
