import { Backoff } from "../bridge/backoff.ts";
import { isPiece, NOBODY } from "../bridge/envelope.ts";
import type { PortLike } from "../bridge/port-like.ts";
import { Pipe } from "../bridge/pipe.ts";
import { GOODBYE, type ToTap } from "../bridge/tap-message.ts";

/** What this needs of the tap's `MessagePort`. */
export interface TapPort {
  postMessage(piece: string): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  start(): void;
}

/**
 * Hands on what a document's tap and the background tell each other, unread. A port to the background ends with the service
 * worker, and when the page goes into the back-forward cache: while a panel watches it is opened again at once, else when one
 * asks for it.
 */
export class DocumentLink {
  #port: PortLike | undefined;
  #watched = false;
  readonly #connect: () => PortLike | undefined;
  readonly #tap: TapPort;
  readonly #orders: Pipe<ToTap>;
  readonly #backoff = new Backoff();

  /** @param connect Opens a port to the background; `undefined` when this script's extension is no more. */
  constructor(tap: TapPort, connect: () => PortLike | undefined) {
    this.#tap = tap;
    this.#connect = connect;
    this.#orders = new Pipe((piece) => tap.postMessage(piece));
    tap.addEventListener("message", ({ data }) => {
      if (isPiece(data)) this.#port?.postMessage(data);
    });
    tap.start();
  }

  /** Has a port to the background from now on, if it can. */
  open(): void {
    if (this.#port) return;
    this.#backoff.cancel();
    const port = this.#connect();
    if (!port) return this.#rest();
    this.#port = port;
    port.onMessage.addListener((message) => {
      if (this.#port === port) this.#take(message);
    });
    port.onDisconnect.addListener(() => {
      if (this.#port === port) this.#lose();
    });
  }

  /** The page is back from the back-forward cache, where no port lives on; not every browser says that it ended. */
  resume(): void {
    // The panel may have gone meanwhile, and nobody else would say so. One that is still there tells its faults again.
    this.#rest();
    this.#port?.disconnect();
    this.#port = undefined;
    this.open();
  }

  #take(message: unknown): void {
    // Whatever comes shows that the background is there.
    this.#backoff.reset();
    if (message === NOBODY) this.#rest();
    else if (isPiece(message)) {
      this.#watched = true;
      this.#tap.postMessage(message);
    }
  }

  #lose(): void {
    this.#port = undefined;
    if (!this.#watched) return;
    // What it would still send is nobody's; the panel asks for it again.
    this.#orders.send({ is: "stop" });
    this.#backoff.schedule(() => this.open());
  }

  /** Nobody watches any more. */
  #rest(): void {
    if (!this.#watched) return;
    this.#watched = false;
    for (const order of GOODBYE) this.#orders.send(order);
  }
}
