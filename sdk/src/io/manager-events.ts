import type { SocketPacket } from "@upwire/protocol";
import type { StateChange } from "../connection.ts";
import type { UpwireError } from "../errors.ts";
import type { LostPacket } from "../features/losses.ts";

/** The events of a manager: those that `socket.io-client` documents, and `state` and `lost`. */
export interface ManagerEvents {
  open: () => void;
  /** An attempt to connect failed. */
  error: (error: UpwireError) => void;
  /** An established link went down. */
  close: (reason: string, error?: UpwireError) => void;
  /** The server's heartbeat came. */
  ping: () => void;
  /** A packet came, for whichever namespace. */
  packet: (packet: SocketPacket) => void;
  reconnect_attempt: (attempt: number) => void;
  reconnect: (attempt: number) => void;
  reconnect_error: (error: UpwireError) => void;
  reconnect_failed: () => void;
  state: (change: StateChange) => void;
  lost: (packet: LostPacket) => void;
}
