import { Inbox } from "../inbox.ts";
import type { PeerSocket } from "../peers/peer.ts";

/** How many messages are sent at a time. */
const BURST = 30;
/** Every so many messages one carries a binary. */
const BINARY_EVERY = 25;

/**
 * One end of a conversation of numbered messages. Each end sends a burst, and another for each burst it got, so that both
 * directions are busy all the time and no faster than the link takes them.
 */
export class NumberedStream {
  /** What came out of order, twice, or not at all before its successor. */
  readonly faults: string[] = [];
  readonly #socket: PeerSocket;
  readonly #total: number;
  readonly #arrived = new Inbox<number>();
  #allowed: number;
  #owed = 0;
  #over = false;
  #sent = 0;

  /** Listens at once, and says nothing before `start`. Holds back what is beyond `allowed` until `release`. */
  constructor(socket: PeerSocket, total: number, allowed: number = total) {
    this.#socket = socket;
    this.#total = total;
    this.#allowed = allowed;
    socket.on("numbered", (number) => this.#receive(number));
  }

  /** Sends the first burst. */
  start(): void {
    this.#grant();
  }

  get received(): number {
    return this.#arrived.items.length;
  }

  get sent(): number {
    return this.#sent;
  }

  /** Sends the rest too. */
  release(): void {
    this.#allowed = this.#total;
    this.#send();
  }

  /** Resolves when all messages of the other end are here. */
  async complete(): Promise<void> {
    await this.#arrived.filled(this.#total);
  }

  /** Hears nothing more: the connection it belonged to is gone, and the next one counts anew. */
  end(): void {
    this.#over = true;
  }

  #receive(number: unknown): void {
    if (this.#over) return;
    const expected = this.received;
    if (number !== expected) this.faults.push(`expected ${expected}, got ${String(number)}`);
    this.#arrived.add(expected);
    if (this.received % BURST === 0) this.#grant();
  }

  #grant(): void {
    this.#owed += BURST;
    this.#send();
  }

  #send(): void {
    // What is sent to a lost connection would be queued for the next one, which counts anew.
    while (this.#sent < Math.min(this.#owed, this.#allowed, this.#total) && this.#socket.connected) {
      const number = this.#sent;
      this.#sent += 1;
      if (number % BINARY_EVERY === 3) this.#socket.emit("numbered", number, Buffer.from(String(number)));
      else this.#socket.emit("numbered", number, "x".repeat(number % 40));
    }
  }
}
