import type { Direction } from "@upwire/protocol";
import type { FrameBody } from "../bridge/record.ts";
import { linkAddress } from "../panel/store/link-address.ts";
import type { LinkTrace } from "./link-trace.ts";

/** What a polling request carried one way: without the packets that simulated faults dropped, with those that they or a panel added. */
export function carriedBody({ frames, url, transport }: LinkTrace, way: Direction): FrameBody | undefined {
  const separator = linkAddress(url, "", transport).protocol === 4 ? "\x1e" : "";
  const [first, ...added] = frames.filter(({ direction, fault }) => direction === way && fault !== "dropped");
  return first && added.reduce((before, { body }) => joined(before, body, separator), first.body);
}

function joined(before: FrameBody, after: FrameBody, separator: string): FrameBody {
  // Neither faults nor panels touch bodies of bytes.
  if (!("text" in before && "text" in after)) return before;
  const size = before.size + separator.length + after.size;
  // Nothing can stand behind a cut.
  if (before.cut) return { ...before, size };
  const text = before.text + separator + after.text;
  return after.cut ? { text, size, cut: true } : { text, size };
}
