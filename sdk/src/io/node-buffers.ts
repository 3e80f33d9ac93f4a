import type { Binary } from "@upwire/protocol";
import type { PacketReader } from "../connection.ts";

interface NodeGlobals {
  readonly Buffer: { from(buffer: ArrayBufferLike, offset?: number, length?: number): Uint8Array };
}

/** Hands binary out as `Buffer`, as `socket.io-client` does in Node. Copies nothing. */
export function nodeBuffers(reader: PacketReader): PacketReader {
  // True because only Node loads this.
  const { Buffer } = globalThis as unknown as NodeGlobals;
  const bufferOf = (binary: Binary): Uint8Array =>
    ArrayBuffer.isView(binary) ? Buffer.from(binary.buffer, binary.byteOffset, binary.byteLength) : Buffer.from(binary);
  return (message) => reader(typeof message === "string" ? message : bufferOf(message));
}
