import type { Direction } from "@upwire/protocol";
import type { FaultMark, LinkTransport } from "../bridge/record.ts";
import type { Entry, FrameEntry, NoteEntry } from "./entry.ts";
import { keep, type Payload } from "./payload.ts";
import { NativeError, now, slice } from "./primordials.ts";
import { Pins } from "./pins.ts";
import { Ring } from "./ring.ts";

const MAX_URL = 8_192;

/** What takes down everything the tap sees, into the ring of the document. */
export class Recorder {
  /** Whether anything is recorded; asked first by every wrapper. */
  armed = true;
  readonly ring: Ring = new Ring();
  readonly pins: Pins = new Pins();
  /** Told of each record, while somebody watches. */
  onRecord: (() => void) | undefined;
  #links = 0;

  /** A link begins; gives its number. `wrapper` is what the page called, for the stack to begin behind it. */
  link(transport: LinkTransport, url: string, method: string | undefined, wrapper: object | undefined): number {
    const link = ++this.#links;
    const fields = { kind: "link", link, transport, url: slice(url, 0, MAX_URL) } as const;
    const entry: Entry = {
      at: now(),
      link: method === undefined ? fields : { ...fields, method },
      thrown: wrapper && errorBehind(wrapper),
    };
    this.#add(entry);
    this.pins.begin(link, this.ring.last, entry);
    return link;
  }

  /** Something went over a link, or was relayed; what is neither text nor bytes is left out. */
  frame(frame: FrameEntry["frame"], direction: Direction, data: unknown, fault?: FaultMark, at: number = now()): void {
    const payload = keep(data);
    if (payload !== undefined) this.kept(frame, direction, payload, fault, at);
  }

  /** As `frame`, of what has been kept already. */
  kept(
    frame: FrameEntry["frame"],
    direction: Direction,
    payload: Payload,
    fault: FaultMark | undefined,
    at: number,
  ): void {
    const entry: Entry = { at, frame, direction, payload, fault };
    this.#add(entry);
    if (typeof frame === "number") this.pins.frame(frame, this.ring.last, entry);
  }

  /** Anything else. */
  note(record: NoteEntry["record"], at: number = now()): void {
    const entry: NoteEntry = { at, record };
    this.#add(entry);
    this.pins.note(this.ring.last, entry);
  }

  #add(entry: Entry): void {
    this.ring.add(entry);
    this.onRecord?.();
  }
}

// True because every engine that has it takes these two; it is newer than the library the types are of.
const { captureStackTrace } = Error as { captureStackTrace?: (error: Error, wrapper: object) => void };

/** An error that knows where the page called us; its text is made when it is asked for. */
function errorBehind(wrapper: object): Error {
  const error = new NativeError();
  captureStackTrace?.(error, wrapper);
  return error;
}
