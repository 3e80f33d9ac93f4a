import type {
  Attachment,
  Binary,
  Direction,
  EngineCodec,
  EnginePacket,
  Handshake,
  InspectionEvent,
  Inspector,
} from "@upwire/protocol";
import { parseHandshake } from "@upwire/protocol";
import { type Clock, systemClock } from "./clock.ts";
import { UpwireError } from "./errors.ts";
import type { Link, SessionState, Transport, TransportCloseReason, TransportFactory } from "./transport.ts";

/** Why a session ended: the transport's reasons, a silent server, or `close()`. */
export type CloseReason = TransportCloseReason | "ping timeout" | "forced close";

/** What the owner of a session is told. Handlers must not throw: whoever runs an application's code in them catches. */
export interface SessionHandlers {
  open?(handshake: Handshake): void;
  message?(data: string | Binary): void;
  /** Everything sent so far has left. */
  drain?(): void;
  /** Once. `error` says more wherever there is more to say, always when the session never opened and was not closed by us. */
  close?(reason: CloseReason, error: UpwireError | undefined): void;
}

/** How a session connects. */
export interface SessionOptions {
  readonly transport: TransportFactory;
  /** The path of the Engine.IO server. Default `/engine.io/`. */
  readonly path?: string | undefined;
  /** Replaces the query of the address. */
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** `eio3` of `@upwire/sdk/eio3` for servers of that generation. Default Engine.IO 4. */
  readonly protocol?: EngineCodec | undefined;
  readonly clock?: Clock | undefined;
}

/** One Engine.IO session: handshake, heartbeat and the queue of what is sent. Starts connecting at once. */
export class Session implements Link {
  state: SessionState = "opening";
  handshake: Handshake | undefined;
  /** Receives what happens; nothing is built while it is undefined. */
  inspector: Inspector | undefined;
  declare cookies?: Map<string, string>;
  readonly #clock: Clock;
  readonly #transport: Transport;
  readonly #handlers: SessionHandlers;
  readonly #protocol: 3 | 4;
  readonly #queue: EnginePacket[] = [];
  #sending = false;
  #interval = 0;
  #patience = 0;
  #deadline = Infinity;
  #timer: unknown;

  /** Throws only for an address that is none. */
  constructor(url: string | URL, options: SessionOptions, handlers: SessionHandlers) {
    const { path, query, protocol: codec, transport, clock } = options;
    const address = new URL(url, globalThis.location?.href);
    address.pathname = path ?? "/engine.io/";
    if (query) address.search = `${new URLSearchParams(query)}`;
    this.#clock = clock ?? systemClock;
    this.#handlers = handlers;
    this.#protocol = codec?.protocol ?? 4;
    this.#transport = transport.open({
      url: address,
      link: this,
      clock: this.#clock,
      codec,
      events: {
        open() {},
        packet: (packet) => this.#receive(packet),
        close: (reason, error) => this.end(reason, error),
      },
    });
  }

  /** The session id, empty until the handshake; a secret of this client and the server. */
  get id(): string {
    return this.handshake?.sid ?? "";
  }

  /** The transport in use: it changes when an upgrade is complete. */
  get transportName(): string {
    return this.#transport.name;
  }

  /** Whether what is sent now leaves now: open, nothing on its way out, not held for an upgrade, heartbeat not overdue. */
  get writable(): boolean {
    return this.state === "open" && !this.#sending && this.#transport.writable && !this.expired();
  }

  /** Packets that wait for their turn; still counted while `close` is reported. */
  get buffered(): number {
    return this.#queue.length;
  }

  /** Whether the heartbeat is overdue by the clock, whatever throttled timers say; the session then ends with "ping timeout" in a moment. */
  expired(): boolean {
    const overdue = this.#clock.now() >= this.#deadline;
    if (overdue) queueMicrotask(() => this.end("ping timeout"));
    return overdue;
  }

  /** Sends a message, in order; what is sent within one tick leaves together. Ignored once the session is closing. */
  send(data: string | Attachment): void {
    this.#write({ type: "message", data });
  }

  /** Sends what is queued, says goodbye and closes, after a running upgrade; at once while still opening. */
  close(): void {
    if (this.state === "opening") this.end("forced close");
    if (this.state !== "open") return;
    this.state = "closing";
    this.#flush();
  }

  /** Ends at once, without a goodbye, for the reason given. */
  end(reason: CloseReason, error?: UpwireError): void {
    if (this.state === "closed") return;
    this.state = "closed";
    this.#clock.clearTimeout(this.#timer);
    this.#transport.close();
    this.#report({ kind: "close", reason, ...(error && { detail: error.message }) });
    this.#handlers.close?.(reason, error);
    this.#queue.length = 0;
  }

  /** Nothing follows the goodbye, not even a heartbeat. */
  #write(packet: EnginePacket): void {
    if (this.state !== "opening" && this.state !== "open") return;
    this.#queue.push(packet);
    this.#flush();
  }

  #flush(): void {
    this.#sendAll().catch((cause: unknown) => {
      this.end("transport error", new UpwireError("BAD_DATA", `a message cannot be sent: ${String(cause)}`, { cause }));
    });
  }

  /** Rejects for data that cannot be read, such as a detached buffer. */
  async #sendAll(): Promise<void> {
    if (this.#sending || this.state === "opening") return;
    this.#sending = true;
    await Promise.resolve();
    while (this.#queue.length > 0) await this.#sendBatch(this.#queue.splice(0, this.#transport.fits?.(this.#queue) ?? this.#queue.length));
    this.#sending = false;
    if (this.state === "open") this.#handlers.drain?.();
    if (this.state !== "closing") return;
    // Alone, since peers act on it at once and would drop what they have read but not handled yet.
    await this.#sendBatch([{ type: "close" }]);
    this.end("forced close");
  }

  #sendBatch(batch: readonly EnginePacket[]): Promise<void> | void {
    for (const packet of batch) this.#reportPacket("out", packet);
    return this.#transport.send(batch);
  }

  /** Throws `ProtocolError` for a handshake that is none. */
  #receive(packet: EnginePacket<string | Binary>): void {
    const { type, data } = packet;
    this.#reportPacket("in", packet);
    if (this.state === "opening") this.#open(parseHandshake(type === "open" && typeof data === "string" ? data : type));
    else if (type === "message") this.#handlers.message?.(data ?? "");
    else if (type === "close") this.end("transport close");
    else if (type === (this.#protocol === 3 ? "pong" : "ping")) {
      if (type === "ping") this.#write({ type: "pong" });
      this.#beat();
    }
  }

  #open(handshake: Handshake): void {
    this.handshake = handshake;
    this.state = "open";
    this.#interval = handshake.pingInterval;
    this.#patience = handshake.pingInterval + handshake.pingTimeout;
    this.#report({ kind: "open", sid: handshake.sid, transport: this.transportName, protocol: this.#protocol });
    this.#beat();
    this.#watch();
    this.#flush();
    this.#handlers.open?.(handshake);
  }

  /** The server is alive: only its pings, or its answers to ours, say so. */
  #beat(): void {
    this.#deadline = this.#clock.now() + this.#patience;
    this.#report({ kind: "heartbeat", direction: "in", deadline: this.#deadline });
  }

  #watch(overdue?: boolean): void {
    const left = this.#deadline - this.#clock.now();
    // A page that was blocked or asleep runs its timers before it reads, and a ping may wait unread: one more turn.
    if (overdue && left <= 0) return this.end("ping timeout");
    if (this.#protocol === 3) this.#write({ type: "ping" });
    this.#timer = this.#clock.setTimeout(() => this.#watch(left <= 0), Math.min(left, this.#interval));
  }

  /** Callers of hot paths ask for the inspector first, so that nothing is built for nobody. */
  #report(event: Report): void {
    this.inspector?.({ at: this.#clock.now(), ...event });
  }

  #reportPacket(direction: Direction, packet: EnginePacket): void {
    if (this.inspector) this.#report({ kind: "engine packet", direction, transport: this.transportName, packet });
  }
}

type Report = InspectionEvent extends infer Event ? (Event extends unknown ? Omit<Event, "at"> : never) : never;
