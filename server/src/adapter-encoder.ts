import type { SocketPacket } from "@upwire/protocol";
import type { Codec } from "./codec.ts";
import { messageOf } from "./custom-parser.ts";
import type { OutboundMessage } from "./engine/outbound-message.ts";

/** An encoded packet as adapters pass it around. */
export type EncodedParts = readonly (string | Uint8Array)[];

/**
 * The `encoder` that published adapters find on the server. They encode once and hand the parts to each receiver's
 * `client.writeToEngine`, which gets back the one message they stand for, so that its wire forms are made once.
 */
export class AdapterEncoder {
  readonly #codec: Codec;
  readonly #messages = new WeakMap<EncodedParts, OutboundMessage>();

  constructor(codec: Codec) {
    this.#codec = codec;
  }

  /** Encodes a packet into a text, if the parser makes one, and the binaries that follow it. */
  encode(packet: SocketPacket): (string | Uint8Array)[] {
    const message = this.#codec.encode(packet);
    const parts = message.text === undefined ? message.attachments.slice() : [message.text, ...message.attachments];
    this.#messages.set(parts, message);
    return parts;
  }

  /** The message that parts stand for. */
  messageOf(parts: EncodedParts): OutboundMessage {
    let message = this.#messages.get(parts);
    if (message === undefined) this.#messages.set(parts, (message = messageOf(parts)));
    return message;
  }
}
