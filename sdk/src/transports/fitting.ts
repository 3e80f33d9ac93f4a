import { type EnginePacket, MAX_PACKETS_PER_PAYLOAD } from "@upwire/protocol";

/** How many packets, at least one, make a polling body of at most `maxPayload` bytes. */
export function fitting(packets: readonly EnginePacket[], maxPayload: number, protocol: 3 | 4 = 4): number {
  let size = 0;
  let count = 0;
  for (const { type, data } of packets) {
    size +=
      OVERHEAD[protocol] + (data === undefined ? 0 : typeof data === "string" ? utf8Length(data) : base64Length(data));
    // The goodbye travels alone: peers act on it at once and would drop what they have read but not handled yet.
    if (count > 0 && (size > maxPayload || type === "close" || count === MAX_PACKETS_PER_PAYLOAD)) break;
    count++;
  }
  return count;
}

const encoder = /* @__PURE__ */ new TextEncoder();

/** Bytes around the data: type and separator, or length, colon and type. */
const OVERHEAD = { 3: 12, 4: 2 } as const;

function base64Length(data: Exclude<EnginePacket["data"], string | undefined>): number {
  return Math.ceil(("size" in data ? data.size : data.byteLength) / 3) * 4;
}

function utf8Length(text: string): number {
  return encoder.encode(text).length;
}
