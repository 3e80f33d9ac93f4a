import {
  ACK,
  bytesOf,
  encodeBase64,
  encodePacket,
  type EncodedPacket,
  type EngineCodec,
  type EnginePacket,
  eio4,
  EVENT,
  isAttachment,
  isBlob,
  isReserved,
  type Attachment,
  type Binary,
  MAX_NAME_LENGTH,
  type SocketPacket,
} from "@upwire/protocol";
import { eio3 } from "@upwire/protocol/eio3";
import type { Command } from "../../bridge/command.ts";
import type { FrameBody } from "../../bridge/record.ts";
import type { Connection } from "./connection.ts";
import { utf8Length } from "./utf8-length.ts";

/** An event to be sent or delivered. `args` may hold bytes anywhere, which become attachments. */
export interface EventToCompose {
  readonly connection: Connection;
  readonly namespace: string;
  readonly event: string;
  readonly args: readonly unknown[];
  /** Whether the other side is asked for an acknowledgement. */
  readonly ack?: boolean;
}

/** A command for the tap of a document, ready for `Source.send`. */
export type Composed =
  | { readonly ok: true; readonly document: string; readonly command: Command; readonly ackId: number | undefined }
  | ComposeError;

/** Why nothing can be sent. */
export interface ComposeError {
  readonly ok: false;
  readonly code: "NOT_OPEN" | "BAD_EVENT" | "BAD_NAMESPACE" | "BAD_DATA" | "NOT_POSSIBLE" | "CUT";
  readonly message: string;
}

/** Pages count their acknowledgement ids up from 0 and never get this far. */
let nextAckId = 8_000_000_000_000_000;

/** An event of the page's, to go to the server. */
export function composeEvent(event: EventToCompose): Composed {
  const { connection } = event;
  if (connection.link === undefined && connection.client && !connection.client.tapped) return throughClient(event);
  return composed(event, "out");
}

/** A made-up event of the server's, to be handed to the page. */
export function injectEvent(event: EventToCompose): Composed {
  if (event.connection.link === undefined && event.connection.client?.tapped === false) {
    return refused("NOT_POSSIBLE", "The wire of a client in a worker is out of reach: nothing can be delivered to it.");
  }
  return composed(event, "in");
}

/** An answer to an event with an acknowledgement id, as if the other side had given it. */
export function composeAck(
  connection: Connection,
  direction: "in" | "out",
  answer: { readonly namespace: string; readonly id: number; readonly args: readonly unknown[] },
): Composed {
  const { namespace, id, args } = answer;
  return overLink(
    connection,
    direction,
    () => encodePacket({ type: ACK, nsp: namespace, id, data: [...args] }),
    undefined,
  );
}

/** Packets as they are, over the link that the connection uses now. */
export function composePackets(
  connection: Connection,
  direction: "in" | "out",
  packets: readonly EnginePacket<string | Binary>[],
  ackId?: number,
): Composed {
  const { link, document } = connection;
  if (link === undefined) return refused("NOT_OPEN", "The connection is not open.");
  const frames = framesOf(connection, packets);
  return { ok: true, document, command: { do: "send", link, direction, frames }, ackId };
}

function composed(event: EventToCompose, direction: "in" | "out"): Composed {
  const problem = wrongName(event);
  if (problem) return problem;
  const id = event.ack ? nextAckId++ : undefined;
  const data = [event.event, ...event.args];
  const packet: SocketPacket = { type: EVENT, nsp: event.namespace, id, data };
  return overLink(event.connection, direction, () => encodePacket(packet), id);
}

function overLink(
  connection: Connection,
  direction: "in" | "out",
  encode: () => EncodedPacket<Attachment>,
  ackId: number | undefined,
): Composed {
  let packets: readonly EnginePacket<string | Binary>[];
  try {
    const { text, attachments = [] } = encode();
    packets = [text, ...attachments.map(inMemory)].map((data) => ({ type: "message", data }));
  } catch (error) {
    return refused("BAD_DATA", error instanceof Error ? error.message : String(error));
  }
  return composePackets(connection, direction, packets, ackId);
}

function inMemory(attachment: Attachment): Binary {
  if (isBlob(attachment)) throw new TypeError("Read a Blob into memory first.");
  return attachment;
}

function throughClient({ connection, namespace, event, args, ack }: EventToCompose): Composed {
  const { client, document } = connection;
  if (!client || connection.endedAt !== undefined) return refused("NOT_OPEN", "The connection is not open.");
  if (ack) return refused("NOT_POSSIBLE", "A client in a worker can be asked to emit, but not for an acknowledgement.");
  if (containsBinary(args, 64)) return refused("NOT_POSSIBLE", "A client in a worker can be asked to emit JSON only.");
  const problem = wrongName({ connection, namespace, event, args });
  if (problem) return problem;
  const command: Command = { do: "emit", client: client.id, namespace, args: [event, ...args] };
  return { ok: true, document, command, ackId: undefined };
}

function containsBinary(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isAttachment(value) || (depth > 0 && Object.values(value).some((item) => containsBinary(item, depth - 1)));
}

function wrongName({ namespace, event }: EventToCompose): ComposeError | undefined {
  if (!namespace.startsWith("/") || namespace.includes(",") || namespace.length > MAX_NAME_LENGTH) {
    return refused("BAD_NAMESPACE", "A namespace starts with a slash and has no comma.");
  }
  if (!event || event.length > MAX_NAME_LENGTH || isReserved(event)) {
    return refused("BAD_EVENT", `“${event.slice(0, 40)}” cannot be the name of an event.`);
  }
  return undefined;
}

/** One frame for each packet over a WebSocket; one body for all over polling, as text with base64. */
function framesOf({ protocol, transport }: Connection, packets: readonly EnginePacket<string | Binary>[]): FrameBody[] {
  const codec: EngineCodec = protocol === 3 ? eio3 : eio4;
  if (transport === "polling") return [bodyOf(codec.encodePayload(packets, true))];
  return packets.map((packet) => {
    const frame = codec.encodeFrame(packet);
    return typeof frame === "object" && isBlob(frame) ? bodyOf("") : bodyOf(frame);
  });
}

function bodyOf(data: string | Binary): FrameBody {
  if (typeof data === "string") return { text: data, size: utf8Length(data) };
  const bytes = bytesOf(data);
  return { base64: encodeBase64(bytes), size: bytes.length };
}

function refused(code: ComposeError["code"], message: string): ComposeError {
  return { ok: false, code, message };
}
