import {
  type Attachment,
  type Binary,
  type Direction,
  type EngineCodec,
  type EnginePacket,
  type OpenPacket,
  readHandshake,
  type Report,
} from "@upwire/protocol";
import { type Clock, systemClock } from "./clock.ts";
import { UpwireError } from "./errors.ts";
import type { Link, SessionState, Transport, TransportCloseReason, TransportFactory } from "./transport.ts";

/** Why a session ended: the transport's reasons, a silent server, or `close()`. */
export type CloseReason = TransportCloseReason | "ping timeout" | "forced close";

/** The owner of a session, and what it is told. Handlers must not throw: whoever runs an application's code in them catches. */
export interface SessionOwner {
  /** Receives what happens; nothing is built while it is undefined. */
  readonly inspector?: ((report: Report) => void) | undefined;
  opened?(handshake: OpenPacket): void;
  /** Nothing comes once the session is closing. Throws on what the session cannot go on with, which ends it. */
  received?(data: string | Binary): void;
  /** Everything sent so far has left. */
  drained?(): void;
  /** Once. `error` says more wherever there is more to say, always when the session never opened and was not closed by us. */
  ended?(reason: CloseReason, error: UpwireError | undefined, session: Session): void;
}

/** How a session connects. */
export interface SessionOptions {
  readonly transport: TransportFactory;
  /** `eio3` of `@upwire/sdk/eio3` for servers of that generation. Default Engine.IO 4. */
  readonly protocol?: EngineCodec | undefined;
  readonly clock?: Clock | undefined;
}

/** One Engine.IO session: handshake, heartbeat and the queue of what is sent. Starts connecting at once. */
export class Session implements Link {
  state: SessionState = "opening";
  declare handshake: OpenPacket | undefined;
  declare cookies?: Map<string, string>;
  /** What carries it; its `name` changes when an upgrade is complete. */
  readonly transport: Transport;
  /** Packets that wait for their turn; still there while `ended` is told. */
  readonly queue: EnginePacket[] = [];
  readonly #clock: Clock;
  readonly #owner: SessionOwner;
  readonly #protocol: 3 | 4;
  #sending = false;
  #deadline = Infinity;
  #timer: unknown;

  /** `url` is from now on the session's. */
  constructor(url: URL, { protocol: codec, transport, clock = systemClock }: SessionOptions, owner: SessionOwner) {
    this.#clock = clock;
    this.#owner = owner;
    this.#protocol = codec?.protocol ?? 4;
    this.transport = transport.open({
      url,
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

  get inspector(): ((report: Report) => void) | undefined {
    return this.#owner.inspector;
  }

  /** Whether what is sent now leaves now: open, nothing on its way out, not held for an upgrade, heartbeat not overdue. */
  get writable(): boolean {
    return this.state === "open" && !this.#sending && this.transport.writable && !this.expired();
  }

  /** Whether the heartbeat is overdue by the clock, whatever throttled timers say; the session then ends with "ping timeout" in a moment. */
  expired(): boolean {
    const overdue = this.#left() <= 0;
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
    this.#write({ type: "close" });
    this.state = "closing";
  }

  /** Ends at once, without a goodbye, for the reason given. */
  end(reason: CloseReason, error?: UpwireError): void {
    if (this.state === "closed") return;
    this.state = "closed";
    this.#clock.clearTimeout(this.#timer);
    this.transport.close();
    this.inspector?.({ kind: "close", reason, detail: error?.message });
    this.#owner.ended?.(reason, error, this);
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
      while (queue.length) {
        const batch = queue.splice(0, transport.fits?.(queue) ?? queue.length);
        for (const packet of batch) this.#report("out", packet);
        await transport.send(batch);
      }
      this.#sending = false;
      if (this.state === "closing") this.end("forced close");
      if (this.state === "open") this.#owner.drained?.();
    } catch (cause) {
      this.end("transport error", new UpwireError("BAD_DATA", `cannot send: ${String(cause)}`, { cause }));
    }
  }

  /** Throws for a handshake that is none. */
  #receive(packet: EnginePacket<string | Binary>): void {
    const { type, data = "" } = packet;
    this.#report("in", packet);
    if (!this.handshake) this.#open(readHandshake(type === "open" && typeof data === "string" ? data : type));
    else if (type === "message") {
      if (this.state === "open") this.#owner.received?.(data);
    } else if (type === "close") this.end("transport close");
    else if (type === (this.#protocol === 3 ? "pong" : "ping")) {
      if (type === "ping") this.#write({ type: "pong" });
      this.#beat(this.handshake);
    }
  }

  #open(handshake: OpenPacket): void {
    this.handshake = handshake;
    this.state = "open";
    this.inspector?.({ kind: "open", sid: handshake.sid, transport: this.transport.name, protocol: this.#protocol });
    this.#beat(handshake);
    this.#watch(handshake.pingInterval);
    if (this.queue.length) void this.#flush();
    this.#owner.opened?.(handshake);
  }

  /** The server is alive: only its pings, or its answers to ours, say so. */
  #beat({ pingInterval, pingTimeout }: OpenPacket): void {
    const deadline = this.#clock.performance.now() + pingInterval + pingTimeout;
    this.#deadline = deadline;
    this.inspector?.({ kind: "heartbeat", direction: "in", deadline });
  }

  #watch(pingInterval: number, overdue?: boolean): void {
    const left = this.#left();
    // A page that was blocked or asleep runs its timers before it reads, and a ping may wait unread: one more turn.
    if (overdue && left <= 0) return this.end("ping timeout");
    if (this.#protocol === 3) this.#write({ type: "ping" });
    this.#timer = this.#clock.setTimeout(() => this.#watch(pingInterval, left <= 0), Math.min(left, pingInterval));
  }

  #report(direction: Direction, packet: EnginePacket): void {
    this.inspector?.({ kind: "engine packet", direction, transport: this.transport.name, packet });
  }

  /** Milliseconds until the server counts as gone. */
  #left(): number {
    return this.#deadline - this.#clock.performance.now();
  }
}
