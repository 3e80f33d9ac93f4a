import {
  type Attachment,
  type Binary,
  type EngineCodec,
  type EnginePacket,
  type OpenPacket,
  readHandshake,
  type Report,
} from "@upwire/protocol";
import { type Clock, systemClock } from "./clock.ts";
import type { UpwireError } from "./errors.ts";
import type {
  Link,
  SessionState,
  Transport,
  TransportCloseReason,
  TransportEvents,
  TransportFactory,
} from "./transport.ts";

/** Why a session ended: the transport's reasons, a silent server, or `close()`. */
export type CloseReason = TransportCloseReason | "ping timeout" | "forced close";

/** The owner of a session, and what it is told. Handlers must not throw: whoever runs an application's code in them catches. */
export interface SessionOwner {
  opened(): void;
  /** Nothing comes once the session is closing. Throws on what the session cannot go on with, which ends it. */
  received(data: string | Binary): void;
  /** Once. `error` says more wherever there is more to say, always when the session never opened and was not closed by us. */
  ended(reason: CloseReason, error: UpwireError | undefined, session: Session): void;
}

/** A generation of Engine.IO as sessions use it. */
export interface SessionCodec extends EngineCodec {
  /** The session is open, or the server has answered a ping: where clients send the pings, it is time to think of the next one. */
  beat?(session: Session, clock: Clock): void;
}

/** How a session connects. */
export interface SessionOptions {
  readonly transport: TransportFactory;
  /** `eio3` of `@upwire/sdk/eio3` for servers of that generation. Default Engine.IO 4. */
  readonly protocol?: SessionCodec | undefined;
  readonly clock?: Clock | undefined;
}

/** One Engine.IO session: handshake and heartbeat over one transport. Starts connecting at once. */
export class Session implements Link, TransportEvents {
  state: SessionState = "opening";
  declare handshake: OpenPacket | undefined;
  declare cookies?: Map<string, string>;
  declare inspector?: (report: Report) => void;
  /** What carries it; its `name` changes when an upgrade is complete. */
  readonly transport: Transport;
  readonly #clock: Clock;
  readonly #owner: SessionOwner;
  readonly #codec: SessionCodec | undefined;
  #deadline = Infinity;
  #timer: unknown;

  /** `url` is from now on the session's. */
  constructor(url: URL, { protocol: codec, transport, clock = systemClock }: SessionOptions, owner: SessionOwner) {
    this.#clock = clock;
    this.#owner = owner;
    this.#codec = codec;
    this.transport = transport.open({ url, link: this, clock, codec }, this);
  }

  /** Whether what is sent now leaves now: open, nothing in its way, not held for an upgrade, heartbeat not overdue. */
  get writable(): boolean {
    return this.state === "open" && this.transport.writable && !this.expired();
  }

  /** Whether the heartbeat is overdue by the clock, whatever throttled timers say; the session then ends with "ping timeout" in a moment. */
  expired(): boolean {
    const overdue = this.#clock.performance.now() >= this.#deadline;
    if (overdue) queueMicrotask(() => this.end("ping timeout"));
    return overdue;
  }

  /** Sends a message, in order. Resolves when it has left, at once if nothing is returned. Ignored unless the session is open. */
  send(data: string | Attachment): Promise<void> | void {
    return this.write({ type: "message", data });
  }

  /** Sends a packet. Nothing follows the goodbye, not even a heartbeat. */
  write(packet: EnginePacket): Promise<void> | void {
    if (this.state === "open") return this.transport.send(packet);
  }

  /** Says goodbye behind everything sent, and ends when that has left; at once while still opening, or when called again. */
  async close(): Promise<void> {
    const gone = this.write({ type: "close" });
    if (gone) {
      this.state = "closing";
      await gone;
    }
    this.end("forced close");
  }

  /** Ends at once, without a goodbye, for the reason given. */
  end(reason: CloseReason, error?: UpwireError): void {
    if (this.state === "closed") return;
    this.state = "closed";
    this.#clock.clearTimeout(this.#timer);
    this.transport.close();
    this.#owner.ended(reason, error, this);
  }

  /** From the transport. Throws for a handshake that is none. */
  packet({ type, data = "" }: EnginePacket<string | Binary>): void {
    if (!this.handshake) {
      // True of all but binary, which is no handshake either.
      this.handshake = readHandshake((type === "open" ? data : type) as string);
      this.state = "open";
      this.#beat();
      this.#owner.opened();
    } else if (type === "message") {
      if (this.state === "open") this.#owner.received(data);
    } else if (type === "close") this.end("transport close");
    else if (type === (this.#codec?.beat ? "pong" : "ping")) {
      if (type === "ping") void this.write({ type: "pong" });
      this.#beat();
    }
  }

  /** The server is alive: only its pings, or its answers to ours, say so. */
  #beat(): void {
    // True because nothing beats before the handshake.
    const { pingInterval, pingTimeout } = this.handshake as OpenPacket;
    const clock = this.#clock;
    const silence = pingInterval + pingTimeout;
    this.#deadline = clock.performance.now() + silence;
    clock.clearTimeout(this.#timer);
    this.#timer = clock.setTimeout(() => {
      // A page that was blocked or asleep runs its timers before it reads, and a ping may wait unread: one more turn.
      this.#timer = clock.setTimeout(() => this.end("ping timeout"));
    }, silence);
    this.#codec?.beat?.(this, clock);
  }
}
