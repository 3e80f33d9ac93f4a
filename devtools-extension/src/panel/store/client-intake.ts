import type { LinkTransport, RelayedInspection, TapRecord } from "../../bridge/record.ts";
import { ClientState } from "./client-state.ts";
import type { ConnectionState } from "./connection-state.ts";
import type { DocumentState } from "./document-state.ts";
import { endConnection } from "./end-connection.ts";
import { attemptConnection, nameSession } from "./find-connection.ts";
import type { Ledger } from "./ledger.ts";
import { linkAddress } from "./link-address.ts";
import { takePacket } from "./packet-intake.ts";
import { wholeFrame } from "./split-body.ts";

type ClientRecord = Extract<TapRecord, { kind: "client" }>;
type InspectionRecord = Extract<TapRecord, { kind: "inspection" }>;
type Event<Kind> = Extract<RelayedInspection, { readonly kind: Kind }>;

/** Clients of one document that are followed. */
const MAX_CLIENTS = 1_000;

/** An Upwire client announced itself. */
export function takeClient(document: DocumentState, record: ClientRecord): void {
  if (document.clients.length >= MAX_CLIENTS || document.clients.some(({ id }) => id === record.client)) return;
  const { client, realm, url, name, tapped } = record;
  document.clients.push(new ClientState({ id: client, document: document.id, realm, url, name, tapped }));
}

/** Something that a client tells and the wire may not show. */
export function takeInspection(ledger: Ledger, document: DocumentState, record: InspectionRecord): void {
  const client = document.clients.find(({ id }) => id === record.client);
  if (!client) return;
  const { event, at, seq } = record;
  const context: Context = { ledger, document, client, at, seq };
  switch (event.kind) {
    case "state":
      return takeState(context, event);
    case "open":
      return takeOpen(context, event);
    case "engine packet":
      return takeRelayed(context, event);
    case "upgrade": {
      const { connection } = client;
      if (!connection?.upgrade.told(at, seq, event.step, event.reason)) return;
      if (connection.state === "upgrading") connection.state = "open";
      return;
    }
    case "fallback":
      return say(context, `falls back from ${event.from} to ${event.to}: ${event.reason}`);
    case "heartbeat":
      return takeHeartbeat(context, event);
    case "queue":
      return client.queued(at, event.depth);
    case "close":
      return takeClose(context, event);
    default:
  }
}

interface Context {
  readonly ledger: Ledger;
  readonly document: DocumentState;
  readonly client: ClientState;
  readonly at: number;
  readonly seq: number;
}

/** A row with what a client says in words. */
function say({ ledger, document, client, at, seq }: Context, words: string): void {
  const { connection, realm, name } = client;
  const text = `${name ?? `client in the ${realm}`} ${words}`;
  ledger.note("client", { document: document.id, seq, at, connection, text });
}

function takeState(context: Context, { state, reason, error, attempt, delay }: Event<"state">): void {
  const { client, at } = context;
  const { reconnection, connection } = client;
  client.state = state;
  client.reason = reason;
  client.error = error;
  const why = error ?? reason ?? "lost";
  if (state === "waiting") {
    reconnection.lost(at, why, connection?.sid);
    reconnection.announce(delay);
    say(context, `waits ${Math.round(delay ?? 0)} ms before attempt ${attempt ?? 1}: ${why}`);
  } else if (state === "connecting" && attempt) reconnection.attempt(at);
  else if (state === "connected") reconnection.back(at, connection?.sid);
  else if (state === "closed") {
    reconnection.stopped(at);
    say(context, `is closed: ${why}`);
  }
  if (connection && (state === "waiting" || state === "closed")) finish(context, connection, why, state === "closed");
  if (connection?.ended && state === "waiting") connection.state = "waiting";
}

/** The wire of a client in a worker is not seen, so that its own word ends its connection. */
function finish(
  { ledger, at, seq, client }: Context,
  connection: ConnectionState,
  reason: string,
  meant: boolean,
): void {
  if (client.tapped) return;
  if (meant) connection.leaving = true;
  endConnection(ledger, connection, { at, seq, reason });
}

function takeOpen(context: Context, { sid, transport, protocol }: Event<"open">): void {
  const { document, client } = context;
  client.sid = sid;
  const connection = client.tapped ? document.sids.get(sid) : workerConnection(context, transport, protocol);
  if (!connection) return;
  client.connection = connection;
  connection.client = client;
  if (client.tapped) return;
  connection.protocol = protocol;
  connection.state = "open";
  connection.openedAt ??= context.at;
  nameSession(document, connection, sid);
}

/** The connection of a client whose wire no tap sees: the one it has, or a new one once that has ended. */
function workerConnection(
  { ledger, document, client, at }: Context,
  transport: string,
  protocol?: 3 | 4,
): ConnectionState {
  if (client.connection && !client.connection.ended) return client.connection;
  const { realm, url } = client;
  const generation = protocol ?? linkAddress(url, document.url).protocol;
  const connection = attemptConnection(ledger, document, {
    at,
    url,
    realm,
    key: `client ${client.id}`,
    transport: transportOf(transport),
    protocol: protocol ?? (url.includes("EIO=3") ? generation : 4),
  });
  connection.client = client;
  client.connection = connection;
  return connection;
}

function takeRelayed(context: Context, { direction, transport, frame }: Event<"engine packet">): void {
  const { client, ledger, document, at, seq } = context;
  // Its wire comes from the tap, and each packet would be there twice.
  if (client.tapped) return;
  const connection = workerConnection(context, transport);
  const origin = {
    document,
    connection,
    link: undefined,
    seq,
    at,
    direction,
    transport: transportOf(transport),
    fault: undefined,
  };
  takePacket(ledger, origin, wholeFrame(frame));
}

function transportOf(name: string): LinkTransport {
  return name === "polling" || name === "webtransport" || name === "eventsource" ? name : "websocket";
}

function takeHeartbeat({ client, at }: Context, event: Event<"heartbeat">): void {
  // The client's clock is another one, so that only how far off the deadline is can be used.
  client.connection?.heartbeats.told(at + (event.deadline - event.at), event.roundTrip);
}

function takeClose(context: Context, { reason, detail }: Event<"close">): void {
  const { connection } = context.client;
  const words = detail ? `${reason} (${detail})` : reason;
  say(context, `ended its session: ${words}`);
  if (!connection) return;
  finish(context, connection, words, LEAVING.has(reason));
  if (connection.ended) connection.reason = words;
}

/** Reasons that are no loss. */
const LEAVING = new Set(["io client disconnect", "io server disconnect", "forced close"]);
