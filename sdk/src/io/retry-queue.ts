import { callHandler } from "../listeners.ts";
import type { AckHandler, EmitFlags } from "../namespace.ts";

/** Sends one event, once, and tells how it ended. */
export type SendOnce = (data: readonly unknown[], flags: EmitFlags, handler: AckHandler) => void;

interface Entry {
  readonly data: readonly unknown[];
  readonly flags: EmitFlags;
  readonly handler: AckHandler | undefined;
  tries: number;
}

/** The `retries` option: events go one at a time, and again until they are acknowledged or have been tried often enough. */
export class RetryQueue {
  readonly #retries: number;
  readonly #send: SendOnce;
  readonly #connected: () => boolean;
  readonly #entries: Entry[] = [];
  #waiting = false;

  constructor(retries: number, send: SendOnce, connected: () => boolean) {
    this.#retries = retries;
    this.#send = send;
    this.#connected = connected;
  }

  /** Events that have not been acknowledged yet. */
  get length(): number {
    return this.#entries.length;
  }

  add(data: readonly unknown[], flags: EmitFlags, handler: AckHandler | undefined): void {
    this.#entries.push({ data, flags, handler, tries: 0 });
    this.next();
  }

  /** Sends the first event unless it is on its way; called again when the namespace has been joined. */
  next(): void {
    const [entry] = this.#entries;
    if (!entry || this.#waiting || !this.#connected()) return;
    this.#waiting = true;
    entry.tries++;
    this.#send(entry.data, entry.flags, (error, values) => this.#settle(entry, error, values));
  }

  #settle(entry: Entry, error: Error | null, values: readonly unknown[]): void {
    this.#waiting = false;
    if (!error || entry.tries > this.#retries) {
      this.#entries.shift();
      if (entry.handler) void callHandler(entry.handler, [error, values]);
    }
    this.next();
  }
}
