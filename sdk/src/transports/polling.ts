import { keepCookies, sendCookies } from "#runtime";
import { type Binary, eio4, type EnginePacket, MAX_PAYLOAD } from "@upwire/protocol";
import type { UpwireError } from "../errors.ts";
import { MAX_PACKETS_PER_POLL } from "../limits.ts";
import {
  address,
  type Transport,
  type TransportCloseReason,
  type TransportContext,
  type TransportEvents,
  type TransportFactory,
} from "../transport.ts";
import { fitting } from "./fitting.ts";
import { badBodyError, httpError, networkError, timeoutError } from "./http-error.ts";
import { badDataError } from "./bad-data.ts";
import { readBlob } from "./read-blob.ts";

/** Options of `polling`. */
export interface PollingOptions {
  /** Send cookies to other origins too, and in Node keep the server's cookies for the life of the session. Default false. */
  readonly withCredentials?: boolean | undefined;
  /** Headers of every request. */
  readonly extraHeaders?: Readonly<Record<string, string>> | undefined;
  /** Longest time for one request; must exceed the server's `pingInterval`, since a poll hangs that long. Default none. */
  readonly requestTimeout?: number | undefined;
  /** Name of the query parameter with a random value that defeats caches, or `false` for none. Default `t`. */
  readonly timestampParam?: string | false | undefined;
  /** Most packets in one body of the server. Default 1 000 000. */
  readonly maxPackets?: number | undefined;
  /** Used instead of the global `fetch`, for example one of undici with a proxy or TLS options. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** Engine.IO over HTTP long-polling, on `fetch`: one GET hangs until the server has something, one POST at a time sends. */
export function polling(options: PollingOptions = {}): TransportFactory<"polling"> {
  return { name: "polling", open: (context, events) => new PollingTransport(options, context, events) };
}

/** The first character of HTML. */
const LESS_THAN = 60;

/** A body of success; `binary` where Engine.IO 3 sends bytes. */
interface Answer {
  readonly bytes: ArrayBuffer;
  readonly binary: boolean;
}

/** What waits for a POST, and whom to tell when that is over. */
interface Queued {
  readonly packet: EnginePacket;
  readonly leave: () => void;
}

class PollingTransport implements Transport<"polling"> {
  readonly name = "polling";
  readonly #options: PollingOptions;
  readonly #context: TransportContext;
  readonly #events: TransportEvents;
  readonly #queue: Queued[] = [];
  readonly #requests = new Set<AbortController>();
  #receiving: Promise<void>;
  /** Settles when the queue is empty; nothing is on its way where it is missing. */
  #sending: Promise<void> | undefined;
  #opened = false;
  #paused = false;
  /** The goodbye is on its way: the server may know the session no more, and what it thinks of a poll matters no more. */
  #leaving = false;
  #closed = false;

  constructor(options: PollingOptions, context: TransportContext, events: TransportEvents) {
    this.#options = options;
    this.#context = context;
    this.#events = events;
    context.url.protocol = context.url.protocol.replace("ws", "http");
    this.#receiving = this.#poll();
  }

  get writable(): boolean {
    return this.#opened && !this.#paused && !this.#sending;
  }

  get buffered(): number {
    return this.#queue.length;
  }

  send(packet: EnginePacket): Promise<void> {
    return new Promise((leave) => {
      this.#queue.push({ packet, leave });
      this.#sending ??= this.#flush();
    });
  }

  async pause(): Promise<void> {
    this.#paused = true;
    await Promise.all([this.#receiving, this.#sending]);
  }

  resume(): void {
    this.#paused = false;
    // A poll that still hangs goes on by itself, and the next one starts only when it is over.
    this.#receiving = this.#receiving.then(() => this.#poll());
  }

  close(): void {
    this.#closed = true;
    for (const request of this.#requests) request.abort();
  }

  async #poll(): Promise<void> {
    while (!this.#paused && !this.#leaving && !this.#closed) {
      const answer = await this.#request("GET");
      if (!answer) return;
      if (!this.#opened) {
        this.#opened = true;
        this.#events.open?.();
      }
      this.#deliver(answer);
    }
  }

  #deliver({ bytes, binary }: Answer): void {
    const { codec = eio4 } = this.#context;
    try {
      const body = binary ? new Uint8Array(bytes) : strictUtf8(bytes);
      for (const packet of codec.decodePayload(body, this.#options.maxPackets ?? MAX_PACKETS_PER_POLL)) {
        if (this.#closed) return;
        this.#events.packet(withBuffer(packet));
      }
    } catch (cause) {
      this.#end("parse error", badBodyError(this.#context, bytes, cause));
    }
  }

  /** What is sent within one tick leaves together, as far as the server takes it. */
  async #flush(): Promise<void> {
    await Promise.resolve();
    const { link, codec } = this.#context;
    while (this.#queue.length > 0 && !this.#closed) {
      const packets = this.#queue.map(({ packet }) => packet);
      const count = fitting(packets, Number(link.handshake?.maxPayload) || MAX_PAYLOAD, codec?.protocol);
      const batch = this.#queue.splice(0, count);
      await this.#post(packets.slice(0, count));
      for (const { leave } of batch) leave();
    }
    this.#sending = undefined;
  }

  async #post(packets: readonly EnginePacket[]): Promise<void> {
    this.#leaving = packets.at(-1)?.type === "close";
    const body = await this.#body(packets);
    const answer = body !== undefined && (await this.#request("POST", body));
    // A proxy or a sign-in page that took the place of the server has not handed the packets on.
    if (answer && new Uint8Array(answer.bytes)[0] === LESS_THAN)
      this.#end("parse error", badBodyError(this.#context, answer.bytes));
  }

  async #body(packets: readonly EnginePacket[]): Promise<string | Uint8Array | undefined> {
    const { codec = eio4 } = this.#context;
    try {
      return codec.encodePayload(await Promise.all(packets.map(readBlob)));
    } catch (cause) {
      return this.#end("transport error", badDataError(cause));
    }
  }

  /** The body of one answer, or nothing when it failed, which has then been reported. */
  async #request(method: "GET" | "POST", body?: string | Uint8Array): Promise<Answer | undefined> {
    const { url, clock } = this.#context;
    const { requestTimeout } = this.#options;
    const controller = new AbortController();
    this.#requests.add(controller);
    const timer =
      requestTimeout &&
      clock.setTimeout(() => this.#end("transport error", timeoutError(url, requestTimeout)), requestTimeout);
    try {
      const response = await this.#fetch(method, body, controller.signal);
      const bytes = await response.arrayBuffer();
      const binary = response.headers.get("Content-Type")?.startsWith("application/octet-stream") ?? false;
      if (response.ok) return { bytes, binary };
      void this.#fail(method, httpError(url, response, new TextDecoder().decode(bytes)));
    } catch (cause) {
      void this.#fail(method, networkError(url, cause));
    } finally {
      clock.clearTimeout(timer);
      this.#requests.delete(controller);
    }
    return undefined;
  }

  async #fetch(method: string, body: string | Uint8Array | undefined, signal: AbortSignal): Promise<Response> {
    // Nothing may be reported before `open` has returned, not even a `fetch` that throws.
    await Promise.resolve();
    const { withCredentials, timestampParam = "t", fetch = globalThis.fetch } = this.#options;
    const { link } = this.#context;
    const headers = new Headers(this.#options.extraHeaders);
    if (typeof body === "object") headers.set("Content-Type", "application/octet-stream");
    if (withCredentials) sendCookies(link, headers);
    const url = new URL(address(this.#context, this.name));
    if (timestampParam) url.searchParams.set(timestampParam, Math.random().toString(36).slice(2, 10));
    const response = await fetch(url, {
      method,
      headers,
      signal,
      // True because an encoder's bytes are never shared memory.
      body: (body as string | Uint8Array<ArrayBuffer> | undefined) ?? null,
      credentials: withCredentials ? "include" : "same-origin",
      cache: "no-store",
      // A redirected POST would lose its body, and another origin would learn the session id.
      redirect: "manual",
    });
    if (withCredentials) keepCookies(link, response.headers);
    return response;
  }

  async #fail(method: string, error: UpwireError): Promise<void> {
    // A POST that broke may have ended the session for the server, and what became of it says more.
    if (method === "GET" && error.code === "UNKNOWN_SESSION") await this.#sending;
    if (method === "POST" || !this.#leaving) this.#end("transport error", error);
  }

  #end(reason: TransportCloseReason, error: UpwireError): undefined {
    if (this.#closed) return undefined;
    this.close();
    this.#events.end(reason, error);
    return undefined;
  }
}

/** Throws for what is no UTF-8, instead of putting question marks into messages. */
function strictUtf8(bytes: ArrayBuffer): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** Applications get an `ArrayBuffer`, as over WebSocket. */
function withBuffer(packet: EnginePacket<string | Binary>): EnginePacket<string | Binary> {
  const { type, data } = packet;
  if (!(data instanceof Uint8Array)) return packet;
  const { buffer } = data.byteLength === data.buffer.byteLength ? data : data.slice();
  // True because decoders make their bytes themselves, of ordinary memory.
  return { type, data: buffer as ArrayBuffer };
}
