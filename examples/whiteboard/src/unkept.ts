import type { Link } from "./link.ts";

type Send = (kept: () => void) => void;

/**
 * What was sent and is not confirmed yet. The socket itself delivers what was emitted while the link was away; what was
 * under way when the link was cut may or may not have arrived, so it is sent again: the server knows it by its id.
 */
export class Unkept {
  readonly #waiting = new Map<Send, { sentOver: string | undefined; kept: () => void }>();
  readonly #link: Link;
  readonly #changed: (count: number) => void;

  constructor(link: Link, changed: (count: number) => void) {
    this.#link = link;
    this.#changed = changed;
    link.on("connect", () => this.#sendAgain());
  }

  /** Sends through `send`, and calls `kept` once the server has confirmed it. */
  send(send: Send, kept: () => void): void {
    this.#waiting.set(send, { sentOver: this.#link.id, kept });
    this.#changed(this.#waiting.size);
    send(() => this.#confirm(send));
  }

  #confirm(send: Send): void {
    const entry = this.#waiting.get(send);
    if (!entry) return;
    this.#waiting.delete(send);
    this.#changed(this.#waiting.size);
    entry.kept();
  }

  #sendAgain(): void {
    for (const [send, entry] of this.#waiting) {
      const wasUnderWay = entry.sentOver !== undefined && entry.sentOver !== this.#link.id;
      entry.sentOver = this.#link.id;
      if (wasUnderWay) send(() => this.#confirm(send));
    }
  }
}
