import type { Direction, EnginePacketType, SocketPacketType } from "@upwire/protocol";
import type { LinkTransport } from "../../bridge/record.ts";

/** What is searched in payloads. */
export interface Search {
  readonly text: string;
  readonly regex?: boolean;
  readonly matchCase?: boolean;
}

/** Which rows are shown; what is absent, or an empty list, does not restrict. */
export interface Filter {
  readonly direction?: Direction;
  /** Ids of connections. */
  readonly connections?: readonly string[];
  readonly transports?: readonly LinkTransport[];
  readonly engineTypes?: readonly EnginePacketType[];
  readonly socketTypes?: readonly SocketPacketType[];
  readonly namespaces?: readonly string[];
  readonly events?: readonly string[];
  /** Bytes, both inclusive. */
  readonly minSize?: number;
  readonly maxSize?: number;
  /** Milliseconds since the epoch, both inclusive. */
  readonly from?: number;
  readonly to?: number;
  /** Milliseconds since the row before it of the same connection, at least. */
  readonly minDelta?: number;
  /** Milliseconds from an event to its acknowledgement, at least. */
  readonly minLatency?: number;
  /** The id of an acknowledgement, of the event that asked for it too. */
  readonly ackId?: number;
  readonly binary?: boolean;
  /** Whether the packet asks for or is an acknowledgement. */
  readonly ack?: boolean;
  readonly bookmarked?: boolean;
  /** Only what could not be read, was cut or failed. */
  readonly problems?: boolean;
  /** Whether a simulated fault touched it. */
  readonly faults?: boolean;
  /** `false` hides rows that are no packets. */
  readonly notes?: boolean;
  readonly search?: Search;
}

/** Why a filter cannot be used; the one before it stays. */
export interface FilterError {
  readonly code: "BAD_REGEX" | "UNSAFE_REGEX" | "SEARCH_TOO_LONG";
  readonly message: string;
}
