import type { CommandResult } from "../bridge/command.ts";
import type { TapRecord } from "../bridge/record.ts";
import { type FromTap, LAST, MORE, PIECE_LENGTH } from "../bridge/tap-message.ts";
import { readBlob } from "./payload.ts";
import { append, isInteger, parse, plain, plainList, slice, stringify, whenSettled } from "./primordials.ts";
import type { Recorder } from "./recorder.ts";
import { PREVIEW, serialize, unread } from "./serialize.ts";

/** Most records in a batch. */
export const MAX_BATCH = 256;

/** About the most UTF-16 units in a batch. */
const MAX_BATCH_LENGTH = 262_144;

/** About what a record takes besides its body. */
const RECORD_LENGTH = 200;

/** Longest message that is put together from pieces. */
const MAX_MESSAGE = 64_000_000;

/** What a port does for its consumer besides sending records. */
export interface PortOwner {
  readonly recorder: Recorder;
  /** Of the document, at the moment. */
  document(): { readonly id: string; readonly url: string; readonly title: string };
  command(command: unknown): CommandResult | Promise<CommandResult>;
  /** Whether it wants records may have changed. */
  changed(): void;
}

/** One consumer of the document's records. It pays for each batch with a credit; what it cannot pay stays in the ring. */
export class TapPort {
  readonly #owner: PortOwner;
  readonly #post: (piece: string) => void;
  /** The newest record that was sent. */
  #sent = 0;
  #watching = false;
  #credits = 0;
  /** A Blob is being read, and what stands behind it waits. */
  #reading = false;
  #begun = "";

  constructor(owner: PortOwner, post: (piece: string) => void) {
    this.#owner = owner;
    this.#post = post;
    this.#hello();
  }

  /** Whether records can be sent. */
  get active(): boolean {
    return this.#watching && this.#credits > 0;
  }

  /** Takes what the consumer sent. */
  receive(piece: unknown): void {
    if (typeof piece !== "string" || this.#begun.length + piece.length > MAX_MESSAGE) {
      this.#begun = "";
      return;
    }
    this.#begun += slice(piece, 1);
    if (piece[0] === MORE) return;
    const json = this.#begun;
    this.#begun = "";
    this.#take(json);
  }

  /** Sends what there is, as far as the credits last. */
  flush(): void {
    const { ring } = this.#owner.recorder;
    while (this.active && !this.#reading && this.#sent < ring.last) {
      const records = this.#collect();
      if (records.length === 0) return;
      this.#credits--;
      this.#send({ is: "batch", document: plain(this.#owner.document()), records: plainList(records) });
    }
  }

  #take(json: string): void {
    let message: unknown;
    try {
      message = parse(json);
    } catch {
      return;
    }
    if (typeof message !== "object" || message === null) return;
    // True because every object can be read by name; what comes is looked at before it is used.
    const { is, have, credits, armed, id, command } = plain(message) as Record<string, unknown>;
    if (is === "watch") this.#watch(have, credits);
    else if (is === "credit") this.#credits += countOf(credits);
    else if (is === "stop") this.#watching = false;
    else if (is === "arm") this.#owner.recorder.armed = armed === true;
    else if (is === "command" && typeof id === "number") this.#answer(id, command);
    this.#owner.changed();
    this.flush();
  }

  #watch(have: unknown, credits: unknown): void {
    const newest = countOf(have);
    this.#watching = true;
    this.#credits = countOf(credits);
    // Whoever has more than there is speaks of another document.
    this.#sent = newest > this.#owner.recorder.ring.last ? 0 : newest;
    this.#hello();
  }

  #hello(): void {
    const { ring, armed } = this.#owner.recorder;
    this.#send({ is: "hello", document: plain(this.#owner.document()), last: ring.last, armed });
  }

  #answer(id: number, command: unknown): void {
    const reply = (result: CommandResult): void => this.#send({ is: "result", id, result: plain(result) });
    const failed = (): void => reply({ ok: false, code: "FAILED", message: "The page did not let it be done." });
    try {
      const result = this.#owner.command(command);
      if ("ok" in result) reply(result);
      else void whenSettled(result, reply, failed);
    } catch {
      failed();
    }
  }

  /** The next records, at most a batch; none while a Blob has to be read first. */
  #collect(): TapRecord[] {
    const { ring } = this.#owner.recorder;
    const records: TapRecord[] = [];
    let length = 0;
    if (this.#sent < ring.first - 1) this.#explainGap(records);
    while (records.length < MAX_BATCH && length < MAX_BATCH_LENGTH) {
      const entry = ring.at(this.#sent + 1);
      if (!entry) break;
      const blob = unread(entry);
      if (blob && "frame" in entry) {
        if (records.length > 0) break;
        this.#reading = true;
        void whenSettled(readBlob(blob, PREVIEW), (preview) => {
          entry.preview = preview;
          this.#reading = false;
          this.flush();
        });
        break;
      }
      this.#sent++;
      const record = serialize(this.#sent, entry);
      append(records, record);
      length += RECORD_LENGTH + lengthOf(record);
    }
    return records;
  }

  /** What the ring has let go of, but for the beginnings of what is still there. */
  #explainGap(records: TapRecord[]): void {
    const { ring, pins } = this.#owner.recorder;
    const { first } = ring;
    const kept = pins.between(this.#sent, first);
    const count = first - 1 - this.#sent - kept.length;
    const where = this.#sent === 0 ? "ring" : "bridge";
    // The gap is told in the place of the newest that is lost.
    let lost = first - 1;
    let after = kept.length;
    for (; kept[after - 1]?.seq === lost; after--) lost--;
    for (let index = 0; index <= kept.length; index++) {
      if (index === after && count > 0)
        append(records, plain({ kind: "dropped", count, where, seq: lost, at: ring.at(first)?.at ?? 0 }));
      const numbered = kept[index];
      if (numbered) append(records, serialize(numbered.seq, numbered.entry));
    }
    this.#sent = first - 1;
  }

  #send(message: FromTap): void {
    const json = stringify(plain(message));
    let start = 0;
    for (; json.length - start > PIECE_LENGTH; start += PIECE_LENGTH)
      this.#post(MORE + slice(json, start, start + PIECE_LENGTH));
    this.#post(LAST + slice(json, start));
  }
}

function lengthOf(record: TapRecord): number {
  if (record.kind !== "frame") return 0;
  const { body } = record;
  return "text" in body ? body.text.length : body.base64.length;
}

function countOf(value: unknown): number {
  // True because only a number is an integer.
  return isInteger(value) && (value as number) > 0 ? (value as number) : 0;
}
