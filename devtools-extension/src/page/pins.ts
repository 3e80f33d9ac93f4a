import type { Entry, NoteEntry } from "./entry.ts";
import { append, SafeMap, sorted } from "./primordials.ts";

/** A record with its number. */
export interface Numbered {
  readonly seq: number;
  readonly entry: Entry;
}

/** How a link begins: itself, its opening, and the first frames with the handshake and the joining of a namespace. */
const BEGINNING = 6;

/** A longer frame is no part of a beginning. */
const MAX_LENGTH = 4_096;

/** More links and clients than this have no beginnings kept. */
const MAX_PINNED = 400;

/** The records without which later ones make no sense, of links and clients that are still there, for when the ring has let go of them. */
export class Pins {
  readonly #links = new SafeMap<number, Numbered[]>();
  readonly #clients = new SafeMap<string, SafeMap<string, Numbered>>();

  /** A link begins. */
  begin(link: number, seq: number, entry: Entry): void {
    if (this.#links.size < MAX_PINNED) this.#links.set(link, [{ seq, entry }]);
  }

  /** A frame of a link. On the path of every message. */
  frame(link: number, seq: number, entry: Entry): void {
    const beginning = this.#links.get(link);
    if (beginning && beginning.length < BEGINNING && isShort(entry)) append(beginning, { seq, entry });
  }

  /** Any other record: of a client, the newest of each kind counts. */
  note(seq: number, entry: NoteEntry): void {
    const { record } = entry;
    if (record.kind === "link open") append(this.#links.get(record.link) ?? [], { seq, entry });
    else if (record.kind === "link end") this.#links.delete(record.link);
    else if (record.kind === "client") this.#add(record.client, seq, entry);
    else if (record.kind === "inspection" && (record.event.kind === "state" || record.event.kind === "open"))
      this.#clients.get(record.client)?.set(record.event.kind, { seq, entry });
  }

  /** What is kept with a number above `after` and below `before`, in order. */
  between(after: number, before: number): readonly Numbered[] {
    const found: Numbered[] = [];
    const take = (numbered: Numbered): void => {
      if (numbered.seq > after && numbered.seq < before) append(found, numbered);
    };
    this.#links.forEach((beginning) => {
      for (let index = 0; index < beginning.length; index++) {
        const numbered = beginning[index];
        if (numbered) take(numbered);
      }
    });
    this.#clients.forEach((kinds) => kinds.forEach(take));
    return sorted(found, (one, other) => one.seq - other.seq);
  }

  #add(client: string, seq: number, entry: NoteEntry): void {
    if (this.#clients.size >= MAX_PINNED) return;
    const kinds = new SafeMap<string, Numbered>();
    kinds.set("client", { seq, entry });
    this.#clients.set(client, kinds);
  }
}

function isShort(entry: Entry): boolean {
  return "frame" in entry && typeof entry.payload === "string" && entry.payload.length <= MAX_LENGTH;
}
