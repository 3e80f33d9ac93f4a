import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** An answer as it stood on the wire. */
export interface Answer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>;
  readonly head: string;
  readonly body: string;
}

/** A request in literal pieces. */
export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A connection that says what no client library would, and reads answers off the wire. */
export class RawHttp {
  readonly socket: Socket;
  /** Settles when the connection has ended, whoever did it and however. */
  readonly closed: Promise<void>;
  /** Whatever has come and belongs to no answer that was taken, as latin1. */
  rest = "";
  readonly #answers: Answer[] = [];
  readonly #waiting: ((answer: Answer) => void)[] = [];
  readonly #host: string;
  #plain = false;

  constructor(port: number) {
    this.#host = `127.0.0.1:${port}`;
    this.socket = connect(port, "127.0.0.1");
    this.closed = new Promise((resolve) => void this.socket.on("close", () => resolve()));
    this.socket.on("error", () => {});
    this.socket.on("data", (chunk) => {
      this.rest += chunk.toString("latin1");
      this.#read();
    });
  }

  /** Sends bytes as they are. */
  write(bytes: string | Uint8Array): this {
    this.socket.write(bytes);
    return this;
  }

  /** Sends a request; its length is added unless the headers say how long it is. */
  send(path: string, { method = "GET", headers = {}, body }: Ask = {}): this {
    const lines = Object.entries({ Host: this.#host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
    const told = Object.keys(headers).some((name) => /^(?:content-length|transfer-encoding)$/i.test(name));
    if (body !== undefined && !told) lines.push(`Content-Length: ${Buffer.byteLength(body)}\r\n`);
    this.write(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`);
    if (body !== undefined && body.length > 0) this.write(body);
    return this;
  }

  /** The next answer, or the oldest that nobody has taken. */
  next(): Promise<Answer> {
    const answer = this.#answers.shift();
    if (answer !== undefined) return Promise.resolve(answer);
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve);
      void this.closed.then(() =>
        reject(new Error(`the connection ended without an answer, after ${JSON.stringify(this.rest)}`)),
      );
    });
  }

  /** Every answer until the connection ends. */
  async all(): Promise<readonly Answer[]> {
    await this.closed;
    return this.#answers.splice(0);
  }

  /** Waits for the first byte of whatever comes. */
  async firstByte(): Promise<void> {
    if (this.rest === "") await once(this.socket, "data");
  }

  /** Leaves with a reset. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  #read(): void {
    // What follows a change of protocol is not HTTP.
    while (!this.#plain) {
      const end = this.rest.indexOf("\r\n\r\n");
      if (end < 0) return;
      const head = this.rest.slice(0, end + 4);
      const headers = headersOf(head);
      const length = Number(headers.get("content-length") ?? 0);
      if (this.rest.length < head.length + length) return;
      const body = Buffer.from(this.rest.slice(head.length, head.length + length), "latin1").toString();
      const status = Number(head.slice(9, 12));
      this.rest = this.rest.slice(head.length + length);
      this.#plain = status === 101;
      const answer: Answer = { status, headers, head, body };
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#answers.push(answer);
      else waiting(answer);
    }
  }
}

function headersOf(head: string): ReadonlyMap<string, string> {
  const lines = head.trimEnd().split("\r\n").slice(1);
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}
