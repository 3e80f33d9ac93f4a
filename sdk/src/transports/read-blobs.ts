import { type Binary, type EnginePacket, isBlob } from "@upwire/protocol";

/** The same packets in the same order, each Blob read into memory, for links that carry text or prefix bytes. */
export function readBlobs(packets: readonly EnginePacket[]): Promise<EnginePacket<string | Binary>[]> {
  return Promise.all(packets.map(readBlob));
}

async function readBlob({ type, data }: EnginePacket): Promise<EnginePacket<string | Binary>> {
  if (data === undefined) return { type };
  return { type, data: typeof data === "object" && isBlob(data) ? await data.arrayBuffer() : data };
}
