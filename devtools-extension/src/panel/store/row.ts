import type { Direction, EnginePacketType, SocketPacketType } from "@upwire/protocol";
import type { FaultMark, LinkTransport } from "../../bridge/record.ts";
import type { Connection } from "./connection.ts";

/** Why a frame or packet could not be read; `code` is a `ProtocolErrorCode` or one of the panel's own. */
export interface Problem {
  readonly code: string;
  readonly message: string;
}

/** What a row without a packet tells about: something the wire does not carry as a packet. */
export type NoteKind = "link" | "failure" | "close" | "client" | "gap" | "navigation" | "response";

/** A binary frame that belongs to an event; `at` tells when it went. Its bytes are decoded by `detail`. */
export interface AttachmentFrame {
  readonly seq: number;
  readonly at: number;
  readonly size: number;
  readonly cut: boolean;
  /** As it went over the link, base64; with the type byte in front in Engine.IO 3. */
  readonly base64: string;
  /** Whether `base64` starts with the type byte of Engine.IO 3. */
  readonly typed: boolean;
  /** Which packet of its polling body it is, from 0. */
  readonly piece: number;
}

/** One line of the packet list: an Engine.IO packet, or a note about the link, the client or a gap. Fields change as more is known. */
export interface Row {
  /** Unique in the store and never used again; a key for lists. */
  readonly number: number;
  readonly document: string;
  /** The record it came from; several packets of one polling body share it. */
  readonly seq: number;
  /** None for gaps and navigations. */
  readonly connection: Connection | undefined;
  readonly link: number | undefined;
  /** Milliseconds since the epoch, with fractions. */
  readonly at: number;
  /** Milliseconds since the row before it of the same connection; 0 for the first. */
  readonly delta: number;
  readonly direction: Direction | undefined;
  readonly transport: LinkTransport | undefined;
  readonly engineType: EnginePacketType | undefined;
  readonly socketType: SocketPacketType | undefined;
  readonly namespace: string | undefined;
  readonly event: string | undefined;
  readonly ackId: number | undefined;
  /** Bytes on the wire, with those of the attachments. */
  readonly size: number;
  /** How many attachments the packet announces. */
  readonly expected: number;
  readonly attachments: readonly AttachmentFrame[] | undefined;
  readonly binary: boolean;
  /** The acknowledgement of this event, or the event of this acknowledgement. */
  readonly pair: Row | undefined;
  /** Milliseconds from event to acknowledgement, on both rows of the pair. */
  readonly latency: number | undefined;
  /** Only the beginning is here; `wholeBody` fetches the rest. */
  readonly cut: boolean;
  readonly fault: FaultMark | undefined;
  readonly problem: Problem | undefined;
  readonly note: NoteKind | undefined;
  /** The frame as text, with its type digit; base64 where `encoded`; the words of a note. */
  readonly text: string;
  /** Whether `text` is base64 of a binary frame. */
  readonly encoded: boolean;
  readonly bookmarked: boolean;
  /** Whether the store has let go of it. */
  readonly gone: boolean;
}
