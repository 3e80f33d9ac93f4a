import { CutPayload, KEPT, MAX_BYTES, MAX_TEXT } from "./payload.ts";
import { isInteger, min, NativeTextDecoder, NativeUint8Array, plain, setBytes, uncurried } from "./primordials.ts";

/** A packet as a stream carries it: bytes are those of the chunk where it came in one, and may change after the call. */
export type StreamFrame = string | Uint8Array<ArrayBuffer> | CutPayload;

const decode: (self: TextDecoder, bytes: Uint8Array, options: TextDecodeOptions) => string = uncurried(
  NativeTextDecoder.prototype.decode,
);

const BINARY = 0x80;
const TWO_BYTES = 126;
const EIGHT_BYTES = 127;

/**
 * Finds the packets in one direction of a WebTransport stream (Engine.IO 4): before each stands a byte with its kind and its length,
 * or with the word that the length follows in two bytes or in eight.
 */
export class LengthPrefixed {
  #expects: "header" | "length" | "payload" | "nothing" = "header";
  #binary = false;
  /** Of the length, how many bytes are still to come. */
  #lengthBytes = 0;
  #size = 0;
  /** How much of the packet has come. */
  #come = 0;
  /** What is kept of a packet that comes in pieces; none while nobody heeds it. */
  #pieces: Uint8Array<ArrayBuffer> | undefined;

  /** Takes the next bytes, and tells of each packet that is complete with them. Without `heed` it follows the lengths only, and copies nothing. */
  take(bytes: Uint8Array<ArrayBuffer>, heed: ((frame: StreamFrame) => void) | undefined): void {
    for (let at = 0; at < bytes.length && this.#expects !== "nothing";) {
      if (this.#expects === "payload") at += this.#payload(bytes, at, heed);
      else this.#header(bytes[at++] ?? 0);
    }
  }

  /** Nothing that comes is a packet. */
  end(): void {
    this.#expects = "nothing";
    this.#pieces = undefined;
  }

  #header(byte: number): void {
    if (this.#expects === "length") {
      this.#lengthBytes--;
      this.#size = this.#size * 256 + byte;
    } else {
      const short = byte & ~BINARY;
      this.#binary = byte >= BINARY;
      this.#lengthBytes = short === TWO_BYTES ? 2 : short === EIGHT_BYTES ? 8 : 0;
      this.#size = this.#lengthBytes > 0 ? 0 : short;
    }
    this.#come = 0;
    if (this.#lengthBytes > 0) this.#expects = "length";
    else this.#expects = this.#size > 0 && isInteger(this.#size) ? "payload" : "nothing";
  }

  /** How many bytes of the packet are at `at`. */
  #payload(bytes: Uint8Array<ArrayBuffer>, at: number, heed: ((frame: StreamFrame) => void) | undefined): number {
    const here = min(bytes.length - at, this.#size - this.#come);
    const limit = this.#size > (this.#binary ? MAX_BYTES : MAX_TEXT) ? KEPT : this.#size;
    const whole = here === this.#size && limit === this.#size;
    if (!heed) this.#pieces = undefined;
    else if (!whole) {
      if (this.#come === 0) this.#pieces = new NativeUint8Array(limit);
      this.#keep(bytes, at, min(here, limit - this.#come));
    }
    this.#come += here;
    if (this.#come < this.#size) return here;
    this.#expects = "header";
    const frame = whole ? part(bytes, at, here) : this.#pieces;
    this.#pieces = undefined;
    if (frame) heed?.(this.#frame(frame));
    return here;
  }

  #keep(bytes: Uint8Array<ArrayBuffer>, at: number, length: number): void {
    if (this.#pieces && length > 0) setBytes(this.#pieces, part(bytes, at, length), this.#come);
  }

  #frame(kept: Uint8Array<ArrayBuffer>): StreamFrame {
    const cut = kept.length < this.#size;
    // A character that the cut goes through is left out.
    const start = this.#binary ? kept : decode(new NativeTextDecoder("utf-8", KEEP_MARK), kept, plain({ stream: cut }));
    return cut ? new CutPayload(start, this.#size) : start;
  }
}

/** A mark at the beginning is a part of the text. */
const KEEP_MARK: TextDecoderOptions = plain({ ignoreBOM: true });

function part(bytes: Uint8Array<ArrayBuffer>, at: number, length: number): Uint8Array<ArrayBuffer> {
  return new NativeUint8Array(bytes.buffer, bytes.byteOffset + at, length);
}
