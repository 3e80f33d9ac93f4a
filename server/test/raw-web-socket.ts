import { once } from "node:events";
import { onTestFinished } from "vitest";
import { type ClientOptions, WebSocket } from "ws";

/** A WebSocket of a test that sends and receives literal frames. */
export class RawWebSocket {
  readonly ws: WebSocket;
  /** Settles with the close code when the connection has ended. */
  readonly closed: Promise<number>;
  readonly #received: (string | Buffer)[] = [];
  readonly #waiting: ((frame: string | Buffer) => void)[] = [];

  constructor(url: string, options: ClientOptions = {}) {
    this.ws = new WebSocket(url, { perMessageDeflate: false, ...options });
    this.closed = new Promise((resolve) => void this.ws.on("close", resolve));
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
  static async open(url: string): Promise<RawWebSocket> {
    const client = await new RawWebSocket(url).opened();
    await client.next();
    return client;
  }

  async opened(): Promise<this> {
    if (this.ws.readyState === WebSocket.CONNECTING) await once(this.ws, "open");
    return this;
  }

  /** The status of the answer that refuses the handshake. */
  refusal(): Promise<number> {
    return new Promise((resolve) => {
      this.ws.on("unexpected-response", (_request, response) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      });
    });
  }

  send(...frames: (string | Uint8Array)[]): void {
    for (const frame of frames) this.ws.send(frame);
  }

  /** The next frame, or the oldest that nobody has taken. */
  next(): Promise<string | Buffer> {
    const received = this.#received.shift();
    return received !== undefined ? Promise.resolve(received) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Joins a namespace. */
  async join(nsp = ""): Promise<void> {
    this.send(`40${nsp}`);
    await this.next();
  }
}
