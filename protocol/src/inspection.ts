import type { EnginePacket } from "./engine/packet.ts";
import type { SocketPacket } from "./socket/packet.ts";

/** Which way a packet went, as seen from the side that reports it. */
export type Direction = "in" | "out";

/** What a connection is doing, the same words for the session's owner and for the tools that watch it. */
export type ConnectionState = "idle" | "connecting" | "connected" | "waiting" | "closed";

/** A step of the hand-over to another transport (Engine.IO 4, Upgrade), in the order of a good one; `failed` may follow any. */
export type UpgradeStep =
  | "started"
  | "probe opened"
  | "probe sent"
  | "probe answered"
  | "paused"
  | "confirmed"
  | "failed";

/**
 * What a layer reports to whoever inspects a connection. `at` is a monotonic time in milliseconds.
 * Built only while somebody listens, so none of it costs anything otherwise.
 */
export type InspectionEvent = { readonly at: number } &
  /** While `waiting`, `attempt` is the one that follows in `delay` milliseconds. */
  (
    | {
        readonly kind: "state";
        readonly state: ConnectionState;
        readonly reason?: string | undefined;
        readonly error?: Error | undefined;
        readonly attempt?: number | undefined;
        readonly delay?: number | undefined;
      }
    | { readonly kind: "open"; readonly sid: string; readonly transport: string; readonly protocol: 3 | 4 }
    | {
        readonly kind: "engine packet";
        readonly direction: Direction;
        readonly transport: string;
        readonly packet: EnginePacket;
      }
    | { readonly kind: "socket packet"; readonly direction: Direction; readonly packet: SocketPacket }
    | {
        readonly kind: "upgrade";
        readonly step: UpgradeStep;
        readonly from: string;
        readonly to: string;
        readonly reason?: string | undefined;
      }
    /** The session could not open over one transport and tries the next. */
    | { readonly kind: "fallback"; readonly from: string; readonly to: string; readonly reason: string }
    /** A heartbeat was due, came or was missed; `deadline` is when the peer counts as gone. `roundTrip` only where we asked. */
    | {
        readonly kind: "heartbeat";
        readonly direction: Direction;
        readonly deadline: number;
        readonly roundTrip?: number;
      }
    | { readonly kind: "close"; readonly reason: string; readonly detail?: string | undefined }
  );

type Untimed<Event> = Event extends unknown ? Omit<Event, "at"> : never;

/** An inspection event as a layer reports it; the time is added on the way. */
export type Report = Untimed<InspectionEvent>;

/** Receives inspection events; must not throw. */
export type Inspector = (event: InspectionEvent) => void;
