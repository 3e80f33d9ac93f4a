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

/** The owner of a session, and what it is told. Handlers must not throw: whoever runs an application's code in them catches. */
export interface SessionOwner {
  /** Receives what happens; nothing is built while it is undefined. */
  readonly inspector?: Inspector | undefined;
  opened?(handshake: Handshake): void;
  received?(data: string | Binary): void;
  /** Everything sent so far has left. */
  drained?(): void;
  /** Once. `error` says more wherever there is more to say, always when the session never opened and was not closed by us. */
  ended?(reason: CloseReason, error: UpwireError | undefined): void;
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
  declare cookies?: Map<string, string>;
  /** What carries it; its `name` changes when an upgrade is complete. */
  readonly transport: Transport;
  /** Packets that wait for their turn; still there while `ended` is told. */
  readonly queue: EnginePacket[] = [];
  readonly #clock: Clock;
  readonly #owner: SessionOwner;
  /** The owner, until it wants to hear no more. */
  #told: SessionOwner;
  readonly #protocol: 3 | 4;
  #sending = false;
  #deadline = Infinity;
  #timer: unknown;

  /** Throws only for an address that is none. */
  constructor(url: string | URL, options: SessionOptions, owner: SessionOwner) {
    const { path = "/engine.io/", query, protocol: codec, transport, clock = systemClock } = options;
    const address = new URL(url, globalThis.location?.href);
    address.pathname = path;
    if (query) address.search = `${new URLSearchParams(query)}`;
    this.#clock = clock;
    this.#owner = this.#told = owner;
    this.#protocol = codec?.protocol ?? 4;
    this.transport = transport.open({
      url: address,
      link: this,
      clock,
      codec,
      events: {
        open() {},
        packet: (packet) => this.#receive(packet),
        close: (reason, error) => this.end(reason, error),
      },
    });
  }

  get inspector(): Inspector | undefined {
    return this.#owner.inspector;
  }

  /** Whether what is sent now leaves now: open, nothing on its way out, not held for an upgrade, heartbeat not overdue. */
  get writable(): boolean {
    return this.state === "open" && !this.#sending && this.transport.writable && !this.expired();
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

  /** Sends what is queued, says goodbye and closes, after a running upgrade; at once while still opening. An owner who `forgets` it is told no more. */
  close(forgets?: boolean): void {
    if (forgets) this.#told = {};
    if (this.state === "opening") this.end("forced close");
    if (this.state !== "open") return;
    this.state = "closing";
    void this.#flush();
  }

  /** Ends at once, without a goodbye, for the reason given. */
  end(reason: CloseReason, error?: UpwireError): void {
    if (this.state === "closed") return;
    this.state = "closed";
    this.#clock.clearTimeout(this.#timer);
    this.transport.close();
    this.#report({ kind: "close", reason, detail: error?.message });
    this.#told.ended?.(reason, error);
    this.queue.length = 0;
  }

  /** Nothing follows the goodbye, not even a heartbeat. */
  #write(packet: EnginePacket): void {
    if (!this.state.startsWith("open")) return;
    this.queue.push(packet);
    void this.#flush();
  }

  async #flush(): Promise<void> {
    const { queue, transport } = this;
    if (this.#sending || this.state === "opening") return;
    this.#sending = true;
    try {
      await Promise.resolve();
      while (queue.length) await this.#sendBatch(queue.splice(0, transport.fits?.(queue) ?? queue.length));
      // Alone, since peers act on it at once and would drop what they have read but not handled yet.
      if (this.state === "closing") {
        await this.#sendBatch([{ type: "close" }]);
        this.end("forced close");
      }
      this.#sending = false;
      if (this.state === "open") this.#told.drained?.();
    } catch (cause) {
      this.end("transport error", new UpwireError("BAD_DATA", `cannot send: ${String(cause)}`, { cause }));
    }
  }

  #sendBatch(batch: readonly EnginePacket[]): Promise<void> | void {
    for (const packet of batch) this.#reportPacket("out", packet);
    return this.transport.send(batch);
  }

  /** Throws `ProtocolError` for a handshake that is none. */
  #receive(packet: EnginePacket<string | Binary>): void {
    const { type, data } = packet;
    this.#reportPacket("in", packet);
    if (!this.handshake) this.#open(parseHandshake(type === "open" && typeof data === "string" ? data : type));
    else if (type === "message") this.#told.received?.(data ?? "");
    else if (type === "close") this.end("transport close");
    else if (type === (this.#protocol === 3 ? "pong" : "ping")) {
      if (type === "ping") this.#write({ type: "pong" });
      this.#beat(this.handshake);
    }
  }

  #open(handshake: Handshake): void {
    this.handshake = handshake;
    this.state = "open";
    this.#report({ kind: "open", sid: handshake.sid, transport: this.transport.name, protocol: this.#protocol });
    this.#beat(handshake);
    this.#watch(handshake.pingInterval);
    if (this.queue.length) void this.#flush();
    this.#told.opened?.(handshake);
  }

  /** The server is alive: only its pings, or its answers to ours, say so. */
  #beat({ pingInterval, pingTimeout }: Handshake): void {
    this.#deadline = this.#clock.now() + pingInterval + pingTimeout;
    this.#report({ kind: "heartbeat", direction: "in", deadline: this.#deadline });
  }

  #watch(pingInterval: number, overdue?: boolean): void {
    const left = this.#deadline - this.#clock.now();
    // A page that was blocked or asleep runs its timers before it reads, and a ping may wait unread: one more turn.
    if (overdue && left <= 0) return this.end("ping timeout");
    if (this.#protocol === 3) this.#write({ type: "ping" });
    this.#timer = this.#clock.setTimeout(() => this.#watch(pingInterval, left <= 0), Math.min(left, pingInterval));
  }

  #report(event: Report): void {
    this.inspector?.({ at: this.#clock.now(), ...event });
  }

  /** On the path of every packet, so that nothing is built for nobody. */
  #reportPacket(direction: Direction, packet: EnginePacket): void {
    if (this.inspector) this.#report({ kind: "engine packet", direction, transport: this.transport.name, packet });
  }
}

type Report = InspectionEvent extends infer Event ? (Event extends unknown ? Omit<Event, "at"> : never) : never;
