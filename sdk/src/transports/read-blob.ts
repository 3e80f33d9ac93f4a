import { type Binary, type EnginePacket, isBlob } from "@upwire/protocol";

/** The same packet, a Blob read into memory, for links that carry text or prefix bytes. */
export async function readBlob({ type, data }: EnginePacket): Promise<EnginePacket<string | Binary>> {
  if (data === undefined) return { type };
  return { type, data: typeof data === "object" && isBlob(data) ? await data.arrayBuffer() : data };
}
