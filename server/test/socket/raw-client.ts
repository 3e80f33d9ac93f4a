import { once } from "node:events";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";

/** A WebSocket of a test that sends and receives literal frames. */
export class RawClient {
  readonly ws: WebSocket;
  /** Settles with the close code when the connection has ended. */
  readonly closed: Promise<number>;
  readonly #received: (string | Buffer)[] = [];
  readonly #waiting: ((frame: string | Buffer) => void)[] = [];

  constructor(url: string) {
    this.ws = new WebSocket(url);
    this.closed = new Promise((resolve) => {
      this.ws.on("close", resolve);
    });
    this.ws.on("error", () => {});
    this.ws.on("message", (data: Buffer, binary) => {
      const frame = binary ? data : data.toString();
      const waiting = this.#waiting.shift();
      if (waiting) waiting(frame);
      else this.#received.push(frame);
    });
    onTestFinished(() => this.ws.terminate());
  }

  /** Opens a session and takes its open packet. */
  static async open(url: string): Promise<RawClient> {
    const client = new RawClient(url);
    await once(client.ws, "open");
    await client.next();
    return client;
  }

  send(...frames: (string | Uint8Array)[]): void {
    for (const frame of frames) this.ws.send(frame);
  }

  /** The next frame. */
  next(): Promise<string | Buffer> {
    const frame = this.#received.shift();
    if (frame !== undefined) return Promise.resolve(frame);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Joins a namespace. */
  async join(nsp = ""): Promise<void> {
    this.send(`40${nsp}`);
    await this.next();
  }
}
