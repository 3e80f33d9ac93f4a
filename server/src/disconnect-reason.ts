import type { CloseReason } from "./engine/close-reason.ts";

/** Why a socket was disconnected, as `disconnecting` and `disconnect` report it. */
export type DisconnectReason =
  | CloseReason
  /** The other side left the namespace. */
  | "client namespace disconnect"
  /** `socket.disconnect()` here. */
  | "server namespace disconnect"
  /** This side ended the connection: no namespace was joined in time, or the protocol was violated. */
  | "forced server close";
