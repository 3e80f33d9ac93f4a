import type { Binary } from "../binary.ts";
import { EVENT, isEventName, type SocketPacket, type SocketPacketType } from "./packet.ts";

/** What stands before the data: type and number of attachments, namespace, ack id (Socket.IO 5, Packet encoding). */
const HEADER = /^(?:[0-4]|[56]([1-9]\d*)-)(?:(\/[^,]*),?)?(0|[1-9]\d{0,15})?/;

/** Type digit and first character of the data, as they may stand together (Socket.IO 5, Packet types; an error of protocol 4 is a string). */
const SHAPE = /^(0{?|1|[2356]\[|4["{])$/;

/** What one attachment costs besides its bytes, so that a limit of bytes bounds their number as well. */
const ATTACHMENT_COST = 1_024;

/** What the data may have in the place of an attachment. */
interface Placeholder {
  readonly _placeholder?: unknown;
  readonly num?: unknown;
}

/**
 * Reads what a server says, message by message, and answers the packet that each completes, if any: the packets of
 * `SocketDecoder` in a quarter of its size, since it tells no refusal from another and lets names be as long as they are.
 * `maxBytes` is what the attachments of one packet may take. Throws `SyntaxError`, and is of no use then.
 */
export function clientDecoder(maxBytes: number): (message: string | Binary) => SocketPacket | undefined {
  let text = "";
  let header: RegExpExecArray | null;
  let missing = 0;
  let room = 0;
  const attachments = new Map<unknown, Binary>();

  const refuse = (): never => {
    throw new SyntaxError(text.slice(0, 40));
  };

  /** Puts attachments in the place of their placeholders, each once. */
  const revive = (_key: string, value: Placeholder | null): unknown => {
    if (value?._placeholder !== true) return value;
    const attachment = attachments.get(value.num);
    return attachments.delete(value.num) ? attachment : refuse();
  };

  return (message) => {
    if (typeof message === "string") {
      if (missing) refuse();
      text = message;
      header = HEADER.exec(message);
      missing = Number(header?.[1] ?? 0);
      room = maxBytes;
    } else {
      attachments.set(attachments.size, message);
      room -= message.byteLength + ATTACHMENT_COST;
      if (!missing-- || room < 0) refuse();
    }
    const [{ length }, count, nsp = "/", id] = header ?? refuse();
    const json = text.slice(length);
    if (!SHAPE.test(text.charAt(0) + json.charAt(0))) refuse();
    if (missing) return undefined;
    // True because events and acks start as arrays, and nothing is read of the others.
    const data = (json ? JSON.parse(json, count ? revive : undefined) : undefined) as readonly unknown[];
    // True because the binary types differ from EVENT and ACK on the wire only, where they are 3 more.
    const type = (Number(text.charAt(0)) - (count ? 3 : 0)) as SocketPacketType;
    if (attachments.size || (type === EVENT && !isEventName(data[0]))) refuse();
    return { type, nsp, id: id ? Number(id) : undefined, data };
  };
}
