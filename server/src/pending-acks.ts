import type { Untyped } from "./typed-events.ts";

/** What is called when the peer acknowledges; `abandoned` instead when it no longer can. */
export interface AckHandler {
  (...args: Untyped[]): unknown;
  abandoned?: (error: Error) => void;
}

/** Calls a user's callback with all of `packet` but its first element, and reports what it throws. */
type Call = (callback: AckHandler, packet: readonly unknown[], event: string) => void;

/** The acknowledgements that a peer owes, by the id of the packet that asked, at most `limit` of them. */
export class PendingAcks extends Map<number, AckHandler> {
  readonly #limit: number;

  constructor(limit: number) {
    super();
    this.#limit = limit;
  }

  /** Waits for one more. A peer that never answers costs it the oldest one. */
  override set(id: number, handler: AckHandler): this {
    if (this.size >= this.#limit && !this.has(id)) this.#dropOldest();
    return super.set(id, handler);
  }

  /** Waits for one more until `timeout` milliseconds have passed; `handler` takes an error first. */
  setTimed(id: number, handler: AckHandler, timeout: number, call: Call): void {
    const timer = setTimeout(() => {
      this.delete(id);
      call(handler, ["ack", new Error("operation has timed out")], "ack");
    }, timeout);
    const answered = (...args: unknown[]): unknown => {
      clearTimeout(timer);
      return handler(null, ...args);
    };
    const abandoned = (error: Error): void => {
      clearTimeout(timer);
      call(handler, ["ack", error], "ack");
    };
    this.set(id, Object.assign(answered, { abandoned }));
  }

  /** Forgets the handler of an acknowledgement that has come, and answers it. */
  take(id: number): AckHandler | undefined {
    const handler = this.get(id);
    if (handler !== undefined) this.delete(id);
    return handler;
  }

  /** Gives up on all of them. */
  abandon(error: Error): void {
    const handlers = [...this.values()];
    this.clear();
    for (const handler of handlers) handler.abandoned?.(error);
  }

  #dropOldest(): void {
    const [oldest] = this.keys();
    if (oldest === undefined) return;
    this.take(oldest)?.abandoned?.(new Error(`more than ${this.#limit} acknowledgements are pending`));
  }
}
