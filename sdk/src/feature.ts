import type { Namespace } from "./namespace.ts";

/** What CONNECT carries, either way. */
export type ConnectPayload = Readonly<Record<string, unknown>>;

/**
 * An ability that a client has only when it is handed over; called once with each namespace, before it is used. It
 * stands between the application and the wire by putting itself before methods of the namespace: `credentials`, whose
 * result CONNECT carries, `receive`, which gets every packet, `transmit`, through which every event goes.
 */
export type Feature = (namespace: Namespace) => void;
