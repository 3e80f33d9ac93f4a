import type { SocketPacket } from "@upwire/protocol";
import type { Namespace } from "./namespace.ts";

/** What CONNECT carries, either way. */
export type ConnectPayload = Readonly<Record<string, unknown>>;

/** A feature at work in one namespace: it stands between the application and the wire, and each of its hooks is optional. */
export interface Stage {
  /** Answers the payload with which the namespace is to be joined, made of the one given. */
  joining?(payload: ConnectPayload | undefined): ConnectPayload | undefined;
  /** The server has accepted; comes before anything that was buffered moves. */
  joined?(payload: ConnectPayload): void;
  /** An event came, before the application sees it. */
  event?(packet: SocketPacket): void;
}

/** An ability that a client has only when it is handed over; called once for each namespace. */
export type Feature = (namespace: Namespace) => Stage;
