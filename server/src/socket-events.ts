import type { DisconnectReason } from "./disconnect-reason.ts";
import type { Untyped } from "./typed-events.ts";

/** An incoming event as middlewares see it: its name, then its arguments, at the end the acknowledgement callback if one is asked. */
export type Event = [name: string, ...args: Untyped[]];

/** What happens to a socket locally. */
export interface SocketReservedEvents {
  /** Before the rooms are left. */
  disconnecting: (reason: DisconnectReason, description?: Untyped) => void;
  disconnect: (reason: DisconnectReason, description?: Untyped) => void;
  /** A middleware of this socket refused an event. */
  error: (error: Error) => void;
}
