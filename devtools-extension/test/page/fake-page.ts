// Puts in place what the tap takes from a page when it is imported, and Node lacks: import this before it.

/** Where a session's polling requests go. */
export const POLLING = "https://page.example/socket.io/?EIO=4&transport=polling&sid=abc";

/** A bidirectional stream as the platform gives it: its ends are getters of the prototype. */
export class FakeBidirectionalStream {
  readonly #readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #writable: WritableStream<unknown>;

  constructor(readable: ReadableStream<Uint8Array<ArrayBuffer>>, writable: WritableStream<unknown>) {
    this.#readable = readable;
    this.#writable = writable;
  }

  get readable(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return this.#readable;
  }

  get writable(): WritableStream<unknown> {
    return this.#writable;
  }
}

/** A WebTransport session with nobody at the other end but the test. */
export class FakeWebTransport {
  readonly ended: PromiseWithResolvers<unknown> = withResolvers();
  readonly #ready = withResolvers();
  readonly #streams: readonly FakeBidirectionalStream[];

  /** @param streams What `createBidirectionalStream` gives, one after the other. */
  constructor(url: string | URL, streams: readonly FakeBidirectionalStream[] = []) {
    URL.canParse(url);
    this.#streams = streams;
    this.ended.promise.catch(() => {});
    this.#ready.resolve(undefined);
  }

  get ready(): Promise<unknown> {
    return this.#ready.promise;
  }

  get closed(): Promise<unknown> {
    return this.ended.promise;
  }

  async createBidirectionalStream(options?: { readonly index?: number }): Promise<FakeBidirectionalStream> {
    const stream = this.#streams[options?.index ?? 0];
    if (!stream) throw new Error("no more streams");
    return stream;
  }

  close(): void {
    this.ended.resolve({});
  }
}

/** A request with `fetch` that is to be answered. */
export interface FakeRequest {
  readonly body: unknown;
  answer(response: Response): void;
}

/** Those that have been made, oldest first. */
export const requests: FakeRequest[] = [];

async function fakeFetch(_url: string, init?: RequestInit): Promise<Response> {
  return new Promise((answer) => requests.push({ body: init?.body, answer }));
}

function withResolvers(): PromiseWithResolvers<unknown> {
  let resolve: (value: unknown) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<unknown>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}

interface PromiseWithResolvers<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (reason: unknown) => void;
}

Object.assign(globalThis, {
  CloseEvent: class extends Event {},
  ProgressEvent: class extends Event {},
  fetch: fakeFetch,
  WebTransport: FakeWebTransport,
  WebTransportBidirectionalStream: FakeBidirectionalStream,
});

// In browsers these are plain values, in Node they come when they are asked for.
for (const name of [
  "ReadableStream",
  "ReadableStreamDefaultReader",
  "ReadableStreamBYOBReader",
  "WritableStream",
  "WritableStreamDefaultWriter",
]) {
  const value: unknown = Reflect.get(globalThis, name);
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
}

/** A session as the script of a page makes it. */
export function openTransport(url: string, streams: readonly FakeBidirectionalStream[] = []): FakeWebTransport {
  const wrapped: unknown = Reflect.get(globalThis, "WebTransport");
  // True because this is what has been put there, with or without the tap around it.
  return new (wrapped as typeof FakeWebTransport)(url, streams);
}

/** Packets as they stand in a WebTransport stream: the headers of the specification of Engine.IO 4. */
export function framed(...packets: readonly (string | Uint8Array<ArrayBuffer>)[]): Uint8Array<ArrayBuffer> {
  const parts = packets.map((packet) => {
    const payload = typeof packet === "string" ? new TextEncoder().encode(packet) : packet;
    return [header(payload.length, typeof packet === "string" ? 0 : 0x80), payload];
  });
  return new Uint8Array(Buffer.concat(parts.flat()));
}

function header(length: number, kind: number): Uint8Array {
  const bytes = Buffer.alloc(9);
  if (length < 126) return Uint8Array.of(kind | length);
  if (length < 65_536) {
    bytes[0] = kind | 126;
    bytes.writeUInt16BE(length, 1);
    return bytes.subarray(0, 3);
  }
  bytes[0] = kind | 127;
  bytes.writeBigUInt64BE(BigInt(length), 1);
  return bytes;
}
