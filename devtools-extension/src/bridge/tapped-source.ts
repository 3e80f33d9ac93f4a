import type { Command, CommandResult } from "./command.ts";
import { Pipe } from "./pipe.ts";
import { readCommandResult } from "./read-command-result.ts";
import { readRecord } from "./read-record.ts";
import type { Batch, DocumentInfo, TapRecord } from "./record.ts";
import { type Fields, isCount, isFields, isText } from "./shape.ts";
import { GOODBYE, type ToTap } from "./tap-message.ts";

/** So many batches may be on their way to the panel. */
const CREDITS = 16;

const MAX_TEXT = 4096;

/** The panel's end of the pipe to one document: asks for what it has not, gives credit for what it has dealt with, and carries commands. */
export class TappedSource {
  #document: DocumentInfo;
  #have = 0;
  #nextCommand = 1;
  #state: "gone" | "watched" | "greeted" = "gone";
  readonly #pipe: Pipe<ToTap>;
  readonly #deliver: (batch: Batch) => void;
  readonly #commands = new Map<number, (result: CommandResult) => void>();

  constructor(id: string, frame: number, post: (piece: string) => void, deliver: (batch: Batch) => void) {
    this.#document = { id, frame, url: "" };
    this.#pipe = new Pipe(post);
    this.#deliver = deliver;
  }

  /** Asks for everything since the last record that came, now that there is a connection. */
  watch(): void {
    this.#state = "watched";
    this.#pipe.send({ is: "watch", have: this.#have, credits: CREDITS });
  }

  async send(command: Command): Promise<CommandResult> {
    if (this.#state === "gone") return { ok: false, code: "GONE", message: "The document is not there any more." };
    const id = this.#nextCommand++;
    return new Promise((resolve) => {
      this.#commands.set(id, resolve);
      this.#pipe.send({ is: "command", id, command });
    });
  }

  /** There is no connection any more; commands under way are answered. */
  leave(code: "GONE" | "FAILED"): void {
    this.#state = "gone";
    const message =
      code === "GONE"
        ? "The document went away."
        : "The connection to the document was interrupted: the command may have been carried out or not.";
    for (const resolve of this.#commands.values()) resolve({ ok: false, code, message });
    this.#commands.clear();
  }

  /** The panel is gone, and with it what it simulates. */
  end(): void {
    for (const order of GOODBYE) this.#pipe.send(order);
    this.leave("GONE");
  }

  /** Takes a piece that came from the document, which may be anything. */
  receive(piece: string): void {
    const message = this.#pipe.receive(piece);
    if (!isFields(message)) return;
    if (message["is"] === "hello") return this.#greet(message["document"]);
    if (message["is"] === "batch") return this.#take(message);
    if (message["is"] === "result") this.#answer(message["id"], message["result"]);
  }

  /** A tap says hello by itself and when it is asked; the document comes forward once for each connection. */
  #greet(claim: unknown): void {
    this.#learn(claim);
    if (this.#state !== "watched") return;
    this.#state = "greeted";
    this.#deliver({ document: this.#document, records: [] });
  }

  /** The page may say what it likes of its address and title, but not who it is. */
  #learn(claim: unknown): void {
    if (!isFields(claim) || !isText(claim["url"])) return;
    const url = claim["url"].slice(0, MAX_TEXT);
    const title = isText(claim["title"]) ? claim["title"].slice(0, MAX_TEXT) : undefined;
    const { id, frame } = this.#document;
    this.#document = title === undefined ? { id, frame, url } : { id, frame, url, title };
  }

  #take({ document, records }: Fields): void {
    this.#learn(document);
    try {
      const taken = Array.isArray(records) ? this.#readRecords(records) : [];
      if (taken.length > 0) this.#deliver({ document: this.#document, records: taken });
    } finally {
      this.#pipe.send({ is: "credit", credits: 1 });
    }
  }

  /** Those that are records and news; what is refused leaves a gap in the numbers, which shows. */
  #readRecords(values: readonly unknown[]): readonly TapRecord[] {
    const records: TapRecord[] = [];
    for (const value of values) {
      const record = readRecord(value);
      if (!record || record.seq <= this.#have) continue;
      this.#have = record.seq;
      records.push(record);
    }
    return records;
  }

  #answer(id: unknown, result: unknown): void {
    if (!isCount(id)) return;
    const resolve = this.#commands.get(id);
    this.#commands.delete(id);
    resolve?.(readCommandResult(result) ?? { ok: false, code: "FAILED", message: "The answer made no sense." });
  }
}
