import type { Direction } from "@upwire/protocol";
import { sidIn } from "./engine-url.ts";
import { LengthPrefixed } from "./length-prefixed.ts";
import { bytesOf, keep, type Payload } from "./payload.ts";
import { append, now } from "./primordials.ts";
import type { Recorder } from "./recorder.ts";
import type { Look } from "./stream-taps.ts";

/** What the client asks for a new session with; the answer is the handshake. */
const OPEN = "0";

/** What is said over one bidirectional stream, as far as it is Engine.IO. */
export class StreamTalk {
  readonly #recorder: Pick<Recorder, "armed">;
  readonly #take: (direction: Direction, frame: Payload, at: number) => void;
  readonly #in = new LengthPrefixed();
  readonly #out = new LengthPrefixed();
  #kind: "unknown" | "engine" | "other";
  /** When the page has asked for a session, while nothing else is known. */
  #asked: number | undefined;

  /** @param known Whether the stream is one of Engine.IO in any case; else its first packets have to show it. */
  constructor(
    recorder: Pick<Recorder, "armed">,
    known: boolean,
    take: (direction: Direction, frame: Payload, at: number) => void,
  ) {
    this.#recorder = recorder;
    this.#kind = known ? "engine" : "unknown";
    this.#take = take;
  }

  /** What looks at the chunks of one direction. */
  look(direction: Direction): Look {
    const packets = direction === "in" ? this.#in : this.#out;
    return (chunk) => {
      try {
        return this.#read(packets, direction, chunk);
      } catch {
        // Nothing that goes wrong here is the page's affair; what comes next would make no sense.
        packets.end();
        return undefined;
      }
    };
  }

  #read(packets: LengthPrefixed, direction: Direction, chunk: unknown): (() => void) | undefined {
    const bytes = typeof chunk === "object" && chunk !== null ? bytesOf(chunk) : undefined;
    // The platform refuses what is no bytes.
    if (!bytes) return undefined;
    if (!this.#recorder.armed) {
      packets.take(bytes, undefined);
      return undefined;
    }
    const frames: Payload[] = [];
    packets.take(bytes, (frame) => {
      const kept = keep(frame);
      if (kept !== undefined) append(frames, kept);
    });
    return frames.length > 0 ? () => this.#tell(direction, frames) : undefined;
  }

  #tell(direction: Direction, frames: readonly Payload[]): void {
    try {
      for (let index = 0; index < frames.length; index++) {
        const frame = frames[index];
        if (frame !== undefined && this.#isEngine(direction, frame)) this.#take(direction, frame, now());
      }
    } catch {
      // As above.
    }
  }

  #isEngine(direction: Direction, frame: Payload): boolean {
    if (this.#kind !== "unknown") return this.#kind === "engine";
    const asked = this.#asked;
    if (direction === "out" && frame === OPEN && asked === undefined) {
      this.#asked = now();
      return false;
    }
    const names = typeof frame === "string" && sidIn(frame) !== undefined;
    // A client names the session that it takes over; a server names the one that it has been asked for.
    if (names && (direction === "out") === (asked === undefined)) {
      this.#kind = "engine";
      if (asked !== undefined) this.#take("out", OPEN, asked);
      return true;
    }
    this.#kind = "other";
    this.#in.end();
    this.#out.end();
    return false;
  }
}
