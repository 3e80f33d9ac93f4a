import type { SocketPacketType } from "@upwire/protocol";

/** What stands before the data of a Socket.IO packet, and the event's name. */
export interface PacketHead {
  /** The digit on the wire, so 5 and 6 for those with attachments. */
  readonly socketType: SocketPacketType;
  readonly expected: number;
  readonly namespace: string;
  readonly ackId: number | undefined;
  readonly event: string | undefined;
}

const HEAD = /([0-6])(?:(\d{1,6})-)?(\/[^,]{0,8192}(?:,|$))?(\d{1,16})?/y;
const NAME = /\[\s*(?:"((?:[^"\\]|\\.){0,1024})"|(-?\d{1,20}(?:\.\d{1,20})?))/y;
const EVENT_TYPES = new Set([2, 5]);

/**
 * Reads the head of a Socket.IO packet from `offset` on without its data, so that rows are cheap and cut packets have
 * columns too. It takes more than the decoder does; whether the packet is sound, `detail` and `problemOf` tell.
 */
export function readHead(text: string, offset: number): PacketHead | undefined {
  HEAD.lastIndex = offset;
  const match = HEAD.exec(text);
  if (!match) return undefined;
  const [, type, attachments, namespace, ackId] = match;
  // True because the pattern has a digit from 0 to 6 there.
  const socketType = Number(type) as SocketPacketType;
  return {
    socketType,
    expected: socketType >= 5 ? Number(attachments ?? 0) : 0,
    namespace: namespace === undefined ? "/" : withoutComma(namespace),
    ackId: ackId === undefined ? undefined : Number(ackId),
    event: EVENT_TYPES.has(socketType) ? readName(text, HEAD.lastIndex) : undefined,
  };
}

function withoutComma(namespace: string): string {
  return namespace.endsWith(",") ? namespace.slice(0, -1) : namespace;
}

function readName(text: string, offset: number): string | undefined {
  NAME.lastIndex = offset;
  const match = NAME.exec(text);
  if (!match) return undefined;
  const [, quoted, number] = match;
  return quoted === undefined ? number : unescaped(quoted);
}

function unescaped(quoted: string): string {
  if (!quoted.includes("\\")) return quoted;
  try {
    return String(JSON.parse(`"${quoted}"`));
  } catch {
    return quoted;
  }
}
