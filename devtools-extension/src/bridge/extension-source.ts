import { Backoff } from "./backoff.ts";
import type { Command, CommandResult } from "./command.ts";
import { type FromPanel, isToPanel, type ToPanel } from "./envelope.ts";
import type { PortLike } from "./port-like.ts";
import type { Batch } from "./record.ts";
import type { Source, SourceStatus } from "./source.ts";
import { TappedSource } from "./tapped-source.ts";

interface Subscription {
  readonly listener: (batch: Batch) => void;
  readonly onStatus: ((status: SourceStatus) => void) | undefined;
}

/**
 * The documents of the inspected tab, over a port to the background's router. The router may die at any time and comes back
 * with the next connection; what happened meanwhile is in the rings of the documents.
 */
export class ExtensionSource implements Source {
  #status: SourceStatus = "connecting";
  #port: PortLike | undefined;
  #subscription: Subscription | undefined;
  readonly #connect: () => PortLike;
  readonly #documents = new Map<string, TappedSource>();
  readonly #backoff = new Backoff();

  /** @param connect Opens a port to the background, named by `panelPortName`. */
  constructor(connect: () => PortLike) {
    this.#connect = connect;
  }

  get status(): SourceStatus {
    return this.#status;
  }

  /** One at a time: who subscribes takes the place of the one before. */
  subscribe(listener: (batch: Batch) => void, onStatus?: (status: SourceStatus) => void): () => void {
    this.#stop();
    const subscription: Subscription = { listener, onStatus };
    this.#subscription = subscription;
    this.#open();
    return () => {
      if (this.#subscription === subscription) this.#stop();
    };
  }

  async send(document: string, command: Command): Promise<CommandResult> {
    const tapped = this.#documents.get(document);
    if (tapped) return tapped.send(command);
    return { ok: false, code: "UNKNOWN_DOCUMENT", message: `No document of this tab is known as ${document}.` };
  }

  /** Has all documents of the tab come forward, such as those of a page that has just been loaded. */
  announce(): void {
    this.#tell({ kind: "announce" });
  }

  #open(): void {
    const port = this.#connect();
    this.#port = port;
    port.onMessage.addListener((message) => {
      if (this.#port === port && isToPanel(message)) this.#take(message);
    });
    port.onDisconnect.addListener(() => {
      if (this.#port === port) this.#lose();
    });
  }

  #take(message: ToPanel): void {
    switch (message.kind) {
      case "ready":
        this.#backoff.reset();
        return this.#enter("live");
      case "replaced":
        return this.#lose("for good");
      case "document":
        return this.#meet(message.document, message.frame);
      case "gone":
        return this.#documents.get(message.document)?.leave("GONE");
      case "from":
        return this.#documents.get(message.document)?.receive(message.piece);
    }
  }

  #meet(document: string, frame: number): void {
    let tapped = this.#documents.get(document);
    if (!tapped) {
      const post = (piece: string): void => this.#tell({ kind: "to", document, piece });
      tapped = new TappedSource(document, frame, post, (batch) => this.#subscription?.listener(batch));
      this.#documents.set(document, tapped);
    }
    tapped.watch();
  }

  /** The port is gone, and with it what was under way. */
  #lose(forGood?: "for good"): void {
    this.#port = undefined;
    for (const tapped of this.#documents.values()) tapped.leave("FAILED");
    this.#enter("reconnecting");
    if (forGood === undefined) this.#backoff.schedule(() => this.#open());
  }

  #stop(): void {
    this.#backoff.cancel();
    this.#port?.disconnect();
    this.#port = undefined;
    this.#subscription = undefined;
    this.#documents.clear();
    this.#status = "connecting";
  }

  #enter(status: SourceStatus): void {
    if (this.#status === status) return;
    this.#status = status;
    this.#subscription?.onStatus?.(status);
  }

  #tell(message: FromPanel): void {
    this.#port?.postMessage(message);
  }
}
