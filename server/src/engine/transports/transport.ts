import type { Binary, EnginePacket } from "@upwire/protocol";
import type { CloseReason } from "../close-reason.ts";
import type { OutboundMessage } from "../outbound-message.ts";

/** The transports of this server, by the name they have on the wire. */
export type TransportName = "polling" | "websocket";

/** An engine packet other than a message as it stands on the wire, which is the same text on every transport: `2`, `3probe`. */
export type ControlPacket = string;

/** Whom a transport hands what it receives to; called directly, since it is called for every packet. */
export interface TransportOwner {
  /** A text message that starts at `offset` of `frame`. */
  receiveText(frame: string, offset: number): void;
  /** A binary message. */
  receiveBinary(data: Buffer): void;
  /** Any other packet. */
  receiveControl(packet: EnginePacket<string | Binary>): void;
  /** The transport has ended by itself or must end, and carries nothing any more. */
  transportLost(reason: CloseReason, detail?: unknown): void;
  /** What was queued has been handed to the operating system, or as much of it as it takes. */
  transportFlushed(): void;
  /** The transport waits with this many bytes for a peer that does not read. */
  transportSlow(queued: number, queueWasEmpty: boolean): void;
}

/** What a session needs of the link under it. */
export interface Transport {
  readonly name: TransportName;
  /** Whether what is sent now leaves with this tick: nothing is queued and the peer reads. */
  readonly writable: boolean;
  /** Bytes queued towards the peer. */
  readonly bufferedAmount: number;
  /** Counts what has come from the peer, so that whoever waits for a heartbeat sees that it lives. */
  readonly bytesRead: number;
  /** Queues a message for the end of this tick. */
  sendMessage(message: OutboundMessage, compress: boolean): void;
  /** Queues a control packet for the end of this tick. */
  sendControl(packet: ControlPacket): void;
  /** Sends what is queued, then ends; `closed` is called when the peer has been told, or could not be. */
  close(closed: () => void): void;
  /** Ends now, with what can still leave at once. `farewell` is the last packet of a hanging poll's answer. */
  destroy(farewell: ControlPacket): void;
}
