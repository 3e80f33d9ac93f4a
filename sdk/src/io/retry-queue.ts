import { UpwireError } from "../errors.ts";
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
    try {
      this.#send(entry.data, entry.flags, (error, values) => this.#settle(entry, error, values));
    } catch (cause) {
      // It could be encoded when it was emitted, and has been changed since.
      this.#finish(entry, new UpwireError("BAD_DATA", `cannot send: ${String(cause)}`, { cause }), []);
    }
  }

  #settle(entry: Entry, error: Error | null, values: readonly unknown[]): void {
    // Where there is no room to wait for another answer, trying again would find none either.
    const final = !error || entry.tries > this.#retries || (error as UpwireError).code === "BUFFER_FULL";
    if (final) return this.#finish(entry, error, values);
    this.#waiting = false;
    this.next();
  }

  #finish({ handler }: Entry, error: Error | null, values: readonly unknown[]): void {
    this.#entries.shift();
    this.#waiting = false;
    if (handler) void callHandler(handler, [error, values]);
    // Not at once: many may fail in a row.
    queueMicrotask(() => this.next());
  }
}
