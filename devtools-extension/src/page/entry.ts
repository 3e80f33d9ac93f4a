import type { Direction } from "@upwire/protocol";
import type { FaultMark, TapRecord } from "../bridge/record.ts";
import type { Payload } from "./payload.ts";

type Untimed<Known> = Known extends unknown ? Omit<Known, "seq" | "at"> : never;

/** A record as the ring keeps it; what costs something to make is made when a panel asks. */
export type Entry =
  | NoteEntry
  | { readonly at: number; readonly link: LinkEntry; readonly thrown: Error | undefined }
  | FrameEntry;

/** A record that is small as it is. */
export interface NoteEntry {
  readonly at: number;
  readonly record: Exclude<Untimed<TapRecord>, { kind: "frame" | "link" }>;
}

/** A link without its stack, which the error of its beginning still has to tell. */
export type LinkEntry = Omit<Extract<Untimed<TapRecord>, { kind: "link" }>, "stack">;

/** A frame, in plain fields since there is one for each message: of a link, or of a client whose link nobody sees. */
export interface FrameEntry {
  readonly at: number;
  readonly frame: number | RelayedFrom;
  readonly direction: Direction;
  readonly payload: Payload;
  readonly fault: FaultMark | undefined;
  /** What was read of a Blob. */
  preview?: Exclude<Payload, Blob>;
}

/** Where a relayed frame comes from. */
export interface RelayedFrom {
  readonly client: string;
  readonly transport: string;
}
