import { excerpt, ProtocolError } from "../errors.ts";
import { MAX_NAME_LENGTH } from "../limits.ts";
import { RESERVED_EVENTS, SocketPacketType } from "./packet.ts";

/** Refuses a packet whose data does not fit its type (Socket.IO 5, Packet types). Throws `BAD_DATA`, or `BAD_ACK_ID` for an ack without one. */
export function refuseBadData(type: SocketPacketType, id: number | undefined, data: unknown): void {
  switch (type) {
    case SocketPacketType.EVENT:
    case SocketPacketType.BINARY_EVENT:
      return refuseBadEvent(data);
    case SocketPacketType.ACK:
    case SocketPacketType.BINARY_ACK:
      if (id === undefined) throw new ProtocolError("BAD_ACK_ID", "an ack names the event it answers, and this one does not");
      if (!Array.isArray(data)) throw new ProtocolError("BAD_DATA", "the data of an ack is an array");
      return;
    case SocketPacketType.CONNECT:
      if (data === undefined || isRecord(data)) return;
      throw new ProtocolError("BAD_DATA", "the data of CONNECT is an object");
    case SocketPacketType.CONNECT_ERROR:
      if (typeof data === "string" || isRecord(data)) return;
      throw new ProtocolError("BAD_DATA", "the data of CONNECT_ERROR is an object or a string");
    case SocketPacketType.DISCONNECT:
      if (data !== undefined) throw new ProtocolError("BAD_DATA", "DISCONNECT carries no data");
  }
}

function refuseBadEvent(data: unknown): void {
  if (!Array.isArray(data)) throw new ProtocolError("BAD_DATA", "the data of an event is an array that starts with its name");
  const name: unknown = data[0];
  if (typeof name === "number") return;
  if (typeof name !== "string") throw new ProtocolError("BAD_DATA", "an event is named by a string or a number");
  if (name.length > MAX_NAME_LENGTH) throw new ProtocolError("BAD_DATA", `the event name ${excerpt(name)} has ${name.length} characters, ${MAX_NAME_LENGTH} allowed`);
  if (RESERVED_EVENTS.has(name)) throw new ProtocolError("BAD_DATA", `${excerpt(name)} is reserved and cannot come over the wire`);
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
