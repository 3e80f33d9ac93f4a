import { type Binary, bytesOf, type EnginePacket } from "@upwire/protocol";
import { binaryFrameInto, binaryFrameLength, textFrame, textFrameInto, textFrameLength } from "./transports/frame.ts";
import type { Frame } from "./transports/frame.ts";

/** What a WebSocket of a client understands: the engine's generation, and whether binary must travel as text. */
export interface FrameForm {
  readonly protocol: 3 | 4;
  readonly base64: boolean;
}

/** What stands between the packets of an Engine.IO 4 polling body. */
export const SEPARATOR = "\x1e";

const MESSAGE_TYPE = 4;
const NOTHING = Buffer.alloc(0);
const TYPE_BYTE = Buffer.of(MESSAGE_TYPE);

/** One message on its way out, shared by all its receivers; each wire form is made at most once, on first need. */
export class OutboundMessage {
  /** The text without the engine's type digit; `undefined` for a message of bytes alone. */
  readonly text: string | undefined;
  readonly attachments: readonly Uint8Array[];
  #frame4: Frame | undefined;
  #otherFrames: Map<string, Frame> | undefined;
  #packets: readonly EnginePacket<string | Uint8Array>[] | undefined;
  #payloadPart: string | undefined;
  #separated: boolean | undefined;

  constructor(text: string | undefined, attachments: readonly Uint8Array[] = []) {
    this.text = text;
    this.attachments = attachments;
  }

  /** Everything as WebSocket frames of one server write. */
  frame(form: FrameForm): Frame {
    if (form.protocol === 4 && !form.base64) return (this.#frame4 ??= this.#encode(form));
    const key = `${form.protocol}${form.base64}`;
    this.#otherFrames ??= new Map();
    let frame = this.#otherFrames.get(key);
    if (frame === undefined) this.#otherFrames.set(key, (frame = this.#encode(form)));
    return frame;
  }

  /** The message as engine packets, for polling bodies that a codec joins. */
  get packets(): readonly EnginePacket<string | Uint8Array>[] {
    return (this.#packets ??= this.#toPackets());
  }

  /** The message as a piece of an Engine.IO 4 polling body. */
  get payloadPart(): string {
    return (this.#payloadPart ??= this.#textParts(4).join(SEPARATOR));
  }

  /** Whether the text holds U+001E, which ends a packet in an Engine.IO 4 polling body. */
  get separated(): boolean {
    return (this.#separated ??= this.text?.includes(SEPARATOR) ?? false);
  }

  /** About how many bytes this takes while it waits in a queue. */
  get size(): number {
    let size = this.text?.length ?? 0;
    for (const attachment of this.attachments) size += attachment.byteLength;
    return size;
  }

  #encode({ protocol, base64 }: FrameForm): Frame {
    if (this.attachments.length === 0) return textFrame(`4${this.text ?? ""}`);
    if (base64) return joinedFrames(this.#textParts(protocol), [], NOTHING);
    return joinedFrames(
      this.text === undefined ? [] : [`4${this.text}`],
      this.attachments,
      protocol === 3 ? TYPE_BYTE : NOTHING,
    );
  }

  #textParts(protocol: 3 | 4): string[] {
    const parts = this.text === undefined ? [] : [`4${this.text}`];
    const prefix = protocol === 3 ? "b4" : "b";
    for (const attachment of this.attachments) parts.push(prefix + base64Of(attachment));
    return parts;
  }

  #toPackets(): EnginePacket<string | Uint8Array>[] {
    const packets: EnginePacket<string | Uint8Array>[] =
      this.text === undefined ? [] : [{ type: "message", data: this.text }];
    for (const data of this.attachments) packets.push({ type: "message", data });
    return packets;
  }
}

/** A message of an application that knows nothing of Socket.IO: text or bytes. */
export function messageOf(data: string | Binary): OutboundMessage {
  return typeof data === "string" ? new OutboundMessage(data) : new OutboundMessage(undefined, [bytesOf(data)]);
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/** All frames in one buffer: one allocation and one write, whatever the number of attachments. */
function joinedFrames(texts: readonly string[], attachments: readonly Uint8Array[], prefix: Uint8Array): Buffer {
  let length = 0;
  for (const text of texts) length += textFrameLength(text);
  for (const attachment of attachments) length += binaryFrameLength(attachment.byteLength + prefix.length);
  const out = Buffer.allocUnsafe(length);
  let at = 0;
  for (const text of texts) at = textFrameInto(out, at, text);
  for (const attachment of attachments) at = binaryFrameInto(out, at, prefix, attachment);
  return out;
}
