/** A situation that the panel knows how to explain. */
export type HintCode =
  | "STUCK_ON_POLLING"
  | "CORS_REFUSED"
  | "UNKNOWN_SESSION"
  | "TOO_LARGE"
  | "EVENT_FLOOD"
  | "MISSED_HEARTBEATS"
  | "RECONNECT_LOOP"
  | "DROPPED_FRAMES"
  | "WRONG_PATH"
  | "VERSION_MISMATCH"
  | "MIXED_CONTENT"
  | "FORBIDDEN"
  | "WEBSOCKET_REFUSED"
  | "NAMESPACE_REFUSED"
  | "UNREADABLE_PACKETS"
  | "FAULTS_ACTIVE";

/** A problem found in the traffic, with what to do about it. */
export interface Hint {
  readonly code: HintCode;
  readonly severity: "error" | "warning" | "info";
  /** The id of the connection, if it is about one. */
  readonly connection: string | undefined;
  readonly document: string;
  readonly title: string;
  readonly explanation: string;
  readonly advice: string;
  /** Numbers of the rows that show it, the newest 20. */
  readonly evidence: readonly number[];
  /** How often it was seen. */
  readonly count: number;
  readonly lastAt: number;
}
