import type { Binary } from "@upwire/protocol";
import type { PacketReader } from "../connection.ts";

interface NodeGlobals {
  readonly process?: { readonly versions?: { readonly node?: string } };
  readonly Buffer?: { from(buffer: ArrayBufferLike, offset?: number, length?: number): Uint8Array };
}

/** In Node, hands binary out as `Buffer`, as `socket.io-client` does there; elsewhere it stays an `ArrayBuffer`. Copies nothing. */
export function nodeBuffers(reader: PacketReader): PacketReader {
  // True because every property is optional, and read as such.
  const { process, Buffer } = globalThis as NodeGlobals;
  if (!process?.versions?.node || !Buffer) return reader;
  const bufferOf = (binary: Binary): Uint8Array =>
    ArrayBuffer.isView(binary) ? Buffer.from(binary.buffer, binary.byteOffset, binary.byteLength) : Buffer.from(binary);
  return { add: (message) => reader.add(typeof message === "string" ? message : bufferOf(message)) };
}
