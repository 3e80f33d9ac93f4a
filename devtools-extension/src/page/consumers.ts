import { listen, messageData } from "./events.ts";
import { append, NativeMessageChannel, setTimer, uncurried } from "./primordials.ts";
import { MAX_BATCH, type PortOwner, TapPort } from "./tap-port.ts";

/** Records wait so long for others to go with them. */
const FLUSH_DELAY = 50;

/** While somebody watches, what changes without a word is looked at so often. */
const SAMPLE_INTERVAL = 1_000;

/** More consumers than this are not served; the oldest gives way. */
const MAX_CONSUMERS = 8;

const postTo: (port: MessagePort, message: unknown) => void = uncurried(
  // True because a message without anything to transfer needs no second argument.
  MessagePort.prototype.postMessage as (this: MessagePort, message: unknown) => void,
);
const start: (port: MessagePort) => void = uncurried(MessagePort.prototype.start);

/** What the consumers of a document need of it. */
export interface ConsumedDocument extends Omit<PortOwner, "changed"> {
  /** Notes what changes without a word. */
  sample(): void;
}

/** Everybody who takes the records of this document. */
export class Consumers {
  readonly #owner: ConsumedDocument;
  readonly #ports: TapPort[] = [];
  #oldest = 0;
  #timer: number | undefined;
  #waiting = 0;
  #sampling: number | undefined;
  #hurry: MessagePort | undefined;

  constructor(owner: ConsumedDocument) {
    this.#owner = owner;
  }

  /** Serves whoever has the other end of the port. */
  add(port: MessagePort): void {
    const consumer = new TapPort({ ...this.#owner, changed: () => this.#changed() }, (piece) => postTo(port, piece));
    if (this.#ports.length < MAX_CONSUMERS) append(this.#ports, consumer);
    else this.#ports[this.#oldest++ % MAX_CONSUMERS] = consumer;
    listen(port, "message", (event) => consumer.receive(messageData(event)));
    start(port);
  }

  /** The recorder works for its ring alone while nobody can be sent anything. */
  #changed(): void {
    let active = false;
    for (let index = 0; index < this.#ports.length; index++) active ||= this.#ports[index]?.active === true;
    this.#owner.recorder.onRecord = active ? this.#recorded : undefined;
    if (active && this.#sampling === undefined) this.#sample();
  }

  #sample(): void {
    this.#sampling = setTimer(() => {
      this.#sampling = undefined;
      if (!this.#owner.recorder.onRecord) return;
      this.#owner.sample();
      this.#sample();
    }, SAMPLE_INTERVAL);
  }

  readonly #recorded = (): void => {
    this.#waiting++;
    if (this.#waiting === MAX_BATCH) this.#flushSoon();
    if (this.#timer === undefined) this.#timer = setTimer(() => this.#flush(), FLUSH_DELAY);
  };

  /** As a message, since timers of a page in the background are late. */
  #flushSoon(): void {
    if (!this.#hurry) {
      const { port1, port2 } = new NativeMessageChannel();
      listen(port2, "message", () => this.#flush());
      start(port2);
      this.#hurry = port1;
    }
    postTo(this.#hurry, undefined);
  }

  #flush(): void {
    this.#timer = undefined;
    this.#waiting = 0;
    for (let index = 0; index < this.#ports.length; index++) this.#ports[index]?.flush();
    this.#changed();
  }
}
