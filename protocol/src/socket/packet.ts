// Bundlers put the numbers where the names stand, which they do not do for the members of an object.

/** The digit of joining a namespace, and of its answer. */
export const CONNECT = 0;
/** The digit of leaving a namespace. */
export const DISCONNECT = 1;
/** The digit of an event. */
export const EVENT = 2;
/** The digit of an acknowledgement. */
export const ACK = 3;
/** The digit of an event with attachments. */
export const BINARY_EVENT = 5;

/** The packet types by their digit on the wire (Socket.IO protocol 5; protocol 4 calls `CONNECT_ERROR` `ERROR`). */
export const SocketPacketType = {
  CONNECT: 0,
  DISCONNECT: 1,
  EVENT: 2,
  ACK: 3,
  CONNECT_ERROR: 4,
  BINARY_EVENT: 5,
  BINARY_ACK: 6,
} as const;

/** A digit of `SocketPacketType`. */
export type SocketPacketType = (typeof SocketPacketType)[keyof typeof SocketPacketType];

/**
 * One Socket.IO packet as applications and adapters see it. `nsp` starts with `/`; `data` is the array of an event or
 * ack, the object of CONNECT and CONNECT_ERROR (a string in protocol 4), nothing for DISCONNECT.
 * Encoders take EVENT and ACK for any data and choose the binary types themselves.
 */
export interface SocketPacket {
  readonly type: SocketPacketType;
  readonly nsp: string;
  readonly id?: number | undefined;
  readonly data?: unknown;
}

/** A packet on the wire: its text, and the frames that follow it in order. */
export interface EncodedPacket<Frame> {
  readonly text: string;
  readonly attachments?: readonly Frame[];
}

/** Names that mean something local, so that they neither leave nor enter as events. */
const RESERVED = /^(connect(_error)?|disconnect(ing)?|(new|remove)Listener)$/;

/** Whether no event may have that name. */
export function isReserved(name: unknown): boolean {
  // True because what is no text is made one to be tested.
  return RESERVED.test(name as string);
}

/** Whether data is that of an event: an array that starts with a name that may come from a peer. */
export function isEvent(data: unknown): boolean {
  return Array.isArray(data) && isEventName(data[0]);
}

/** Whether a peer may send an event of that name: a number will do, as official peers send them. */
export function isEventName(name: unknown): boolean {
  return /^[ns]/.test(typeof name) && !isReserved(name);
}
