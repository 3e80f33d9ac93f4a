import type { TapRecord } from "../bridge/record.ts";
import type { Entry, FrameEntry } from "./entry.ts";
import { bodyOf, type CutPayload, type Payload } from "./payload.ts";
import { getter, NativeBlob, NativeError, plain, slice } from "./primordials.ts";

/** So much of a body goes with its record, in UTF-16 units or bytes. */
export const PREVIEW = 4_096;

const MAX_STACK = 4_096;

/** The Blob of a frame that has to be read before the frame can be serialised. */
export function unread(entry: Entry): Blob | undefined {
  if (!("frame" in entry) || entry.preview !== undefined) return undefined;
  return entry.payload instanceof NativeBlob ? entry.payload : undefined;
}

/** A record as it goes to a panel, with no prototype, since a page may have given `Object.prototype` a `toJSON`. */
export function serialize(seq: number, entry: Entry): TapRecord {
  const { at } = entry;
  if ("frame" in entry) return frameRecord(seq, entry);
  if ("link" in entry) {
    const stack = entry.thrown && stackOf(entry.thrown);
    return plain({ ...entry.link, ...(stack === undefined ? undefined : { stack }), seq, at });
  }
  return plain({ ...entry.record, seq, at });
}

function frameRecord(seq: number, { at, frame, direction, payload, preview, fault }: FrameEntry): TapRecord {
  const body = plain(bodyOf(read(preview ?? payload), PREVIEW));
  if (typeof frame === "object") {
    const { client, transport } = frame;
    const event = plain({ at, kind: "engine packet", direction, transport, frame: body } as const);
    return plain({ seq, at, kind: "inspection", client, event });
  }
  const record = { seq, at, kind: "frame", link: frame, direction, body } as const;
  return plain(fault === undefined ? record : { ...record, fault });
}

function read(payload: Payload): string | Uint8Array<ArrayBuffer> | CutPayload {
  return payload instanceof NativeBlob ? "" : payload;
}

const inheritedStack: (self: unknown) => unknown = getter(NativeError.prototype, "stack");

/** Where an error was made, without the lines of the tap. A page that formats stacks itself may throw or give anything. */
function stackOf(error: Error): string | undefined {
  try {
    const stack: unknown = error.stack ?? inheritedStack(error);
    if (typeof stack !== "string") return undefined;
    return slice(stack, 0, MAX_STACK);
  } catch {
    return undefined;
  }
}
