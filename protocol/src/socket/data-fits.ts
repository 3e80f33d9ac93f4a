import { BINARY_EVENT, EVENT, RESERVED_EVENTS, type SocketPacketType } from "./packet.ts";

/** What data each type of packet may have, by its digit (Socket.IO 5, Packet types; a CONNECT_ERROR of protocol 4 is a string). */
const KINDS = ["undefined object", "undefined", "array", "array", "string object", "array", "array"] as const;

/** Whether data fits a packet's type; event names have at most `maxNameLength` characters. */
export function dataFits(type: SocketPacketType, data: unknown, maxNameLength: number): boolean {
  const array = Array.isArray(data);
  if (!KINDS[type].includes(array ? "array" : data === null ? "null" : typeof data)) return false;
  if (!array || (type !== EVENT && type !== BINARY_EVENT)) return true;
  const name: unknown = data[0];
  return typeof name === "string"
    ? name.length <= maxNameLength && !RESERVED_EVENTS.has(name)
    : typeof name === "number";
}
