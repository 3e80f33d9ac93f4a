import type { EnginePacketType, SocketPacketType } from "@upwire/protocol";
import type { Problem, Row } from "./row.ts";

/** A binary frame of an event, decoded. */
export interface AttachmentDetail {
  readonly seq: number;
  readonly at: number;
  readonly size: number;
  readonly cut: boolean;
  /** What of it is here. */
  readonly bytes: Uint8Array;
  readonly problem: Problem | undefined;
}

/** Everything about one row, decoded when asked for. */
export interface Detail {
  readonly row: Row;
  /** The frame as it went over the wire, as far as it is here. */
  readonly raw: string | Uint8Array;
  readonly engineType: EnginePacketType | undefined;
  readonly socketType: SocketPacketType | undefined;
  readonly namespace: string | undefined;
  readonly ackId: number | undefined;
  /**
   * What a tree shows: the array of an event or ack, the object of an open, CONNECT or CONNECT_ERROR packet, text, or
   * bytes; attachments stand in their places as bytes. Undefined where it does not decode.
   */
  readonly data: unknown;
  readonly attachments: readonly AttachmentDetail[];
  readonly cut: boolean;
  readonly problem: Problem | undefined;
}
