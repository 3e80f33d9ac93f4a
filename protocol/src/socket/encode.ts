import type { Attachment } from "../binary.ts";
import { ProtocolError } from "../errors.ts";
import { MAX_DEPTH } from "../limits.ts";
import { extractAttachments } from "./attachment.ts";
import { ACK, type EncodedPacket, EVENT, type SocketPacket } from "./packet.ts";

/** `replacer` is handed to `JSON.stringify`, as the parser option of Socket.IO documents. */
export interface EncodeOptions {
  readonly replacer?: ((this: unknown, key: string, value: unknown) => unknown) | undefined;
  /** Deepest nesting of arrays and objects in an event or ack. Default 512. */
  readonly maxDepth?: number | undefined;
}

/**
 * A packet as `<type>[<n>-][<nsp>,][<id>][json]` and its attachments (Socket.IO 5, Packet encoding).
 * Throws what `JSON.stringify` throws, `TypeError` for detached memory, and `ProtocolError` for what peers would refuse or misread.
 */
export function encodePacket(packet: SocketPacket, options?: EncodeOptions): EncodedPacket<Attachment> {
  const { type, nsp, id, data } = packet;
  const place = `${nsp === "/" ? "" : `${nsp},`}${id ?? ""}`;
  if (data === undefined || data === null) return { text: type + place };
  const attachments: Attachment[] = [];
  const carriesEvent = type === EVENT || type === ACK;
  const plain = carriesEvent ? extractAttachments(data, attachments, options?.maxDepth ?? MAX_DEPTH) : data;
  const json = JSON.stringify(plain, options?.replacer);
  const count = attachments.length;
  if (!count) return { text: type + place + json };
  let at = -1;
  for (let left = count; left >= 0; left--) at = json.indexOf('"_placeholder":true', at + 1);
  // Data that looks like a placeholder would take an attachment's place at the peer, or end its connection.
  if (at >= 0) throw new ProtocolError("BAD_DATA", "_placeholder beside attachments");
  return { text: `${type + 3}${count}-${place}${json}`, attachments };
}
