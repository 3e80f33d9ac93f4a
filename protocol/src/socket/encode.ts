import type { Attachment } from "../binary.ts";
import { extractAttachments } from "./attachment.ts";
import { type EncodedPacket, type SocketPacket, SocketPacketType } from "./packet.ts";

/** `replacer` is handed to `JSON.stringify`, as the parser option of Socket.IO documents. */
export interface EncodeOptions {
  readonly replacer?: ((this: unknown, key: string, value: unknown) => unknown) | undefined;
}

/** A packet as `<type>[<n>-][<nsp>,][<id>][json]` and its attachments (Socket.IO 5, Packet encoding). Throws on what JSON cannot say. */
export function encodePacket(packet: SocketPacket, options?: EncodeOptions): EncodedPacket<Attachment> {
  const { type, nsp, id, data } = packet;
  const place = `${nsp === "/" ? "" : `${nsp},`}${id ?? ""}`;
  if (data === undefined) return { text: type + place };
  const attachments: Attachment[] = [];
  const carriesEvent = type === SocketPacketType.EVENT || type === SocketPacketType.ACK;
  const plain = carriesEvent ? extractAttachments(data, attachments) : data;
  const json = JSON.stringify(plain, options?.replacer);
  if (attachments.length === 0) return { text: type + place + json };
  const binaryType = type === SocketPacketType.EVENT ? SocketPacketType.BINARY_EVENT : SocketPacketType.BINARY_ACK;
  return { text: `${binaryType}${attachments.length}-${place}${json}`, attachments };
}
