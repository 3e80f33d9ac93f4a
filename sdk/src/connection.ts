import { type Binary, clientDecoder, clientEncode, type ConnectionState, type SocketPacket } from "@upwire/protocol";
import { type Clock, systemClock } from "./clock.ts";
import { UpwireError, type UpwireErrorCode } from "./errors.ts";
import type { Feature } from "./feature.ts";
import { CONNECT_TIMEOUT, MAX_ATTACHMENT_BYTES, MAX_BUFFERED } from "./limits.ts";
import { Listeners } from "./listeners.ts";
import { Namespace, type NamespaceOptions, type Outgoing } from "./namespace.ts";
import type { Reconnection, ReconnectPolicy } from "./reconnect.ts";
import { Session, type SessionCodec, type SessionOptions, type SessionOwner } from "./session.ts";

/** A generation of Engine.IO, and what the Socket.IO servers on it do differently: it may change a connection's methods. */
export interface Generation extends SessionCodec {
  adapt?(connection: Connection): void;
}

/** What a connection needs to know besides its address. */
export interface ConnectionOptions extends SessionOptions {
  /** The path of the Engine.IO server. Default `/socket.io/`. */
  readonly path?: string | undefined;
  readonly protocol?: Generation | undefined;
  /** When a lost link is tried again: `backoff()`. Without it, it is not. */
  readonly reconnect?: ReconnectPolicy | undefined;
  readonly features?: readonly Feature[] | undefined;
  /** Longest wait for the link, and then for each namespace, up to 2 147 483 647 ms. Default 20 000 ms. */
  readonly timeout?: number | undefined;
  /** Most events that wait in one namespace, and most acknowledgements that are waited for. Default 10 000. */
  readonly maxBuffered?: number | undefined;
  /** Most bytes of one event's attachments together, each counted with 1 024 more. Default 100 000 000. */
  readonly maxAttachmentBytes?: number | undefined;
}

/** What the `state` event tells besides the state. */
export interface StateDetail {
  /** Why, for `waiting` and `closed`. */
  readonly reason?: string;
  readonly error?: UpwireError | undefined;
  /** Which attempt is waited for, made, or was successful, from 1; 0 for one that is no reconnection. */
  readonly attempt?: number;
  /** Milliseconds until the attempt. */
  readonly delay?: number;
}

/** What the `state` event tells. */
export interface StateChange extends StateDetail {
  readonly state: ConnectionState;
}

/** What turns the messages of one session into packets, message by message. */
export type PacketReader = (message: string | Binary) => SocketPacket | undefined;

/** One link and the namespaces on it: opening, losing and reopening it. `Client` says what of it is public. */
export class Connection extends Listeners implements SessionOwner {
  state: ConnectionState = "idle";
  /** The running session, while there is one. */
  declare session: Session | undefined;
  declare readonly url: string | URL;
  declare readonly options: ConnectionOptions;
  declare readonly clock: Clock;
  /** Told of an event or acknowledgement that is lost, once `losses` listens. */
  declare lost?: (packet: SocketPacket, code: UpwireErrorCode) => void;
  /** The attempt under way; 0 for one that is no reconnection. */
  declare attempt: number;
  readonly namespaces: Map<string, Namespace> = new Map();
  readonly #policy: Reconnection | undefined;
  #read: PacketReader | undefined;
  #timer: unknown;

  constructor(url: string | URL, options: ConnectionOptions) {
    super();
    this.url = url;
    this.options = options;
    this.clock = options.clock ?? systemClock;
    this.#policy = options.reconnect?.(this);
    options.protocol?.adapt?.(this);
    // True because only the DevTools extension puts something there.
    (globalThis as { [hook: symbol]: (connection: Connection) => void })[Symbol.for("upwire.devtools")]?.(this);
  }

  /** The socket of a namespace, joined at once; the same socket every time. `options` count the first time. */
  of(nsp = "/", options?: NamespaceOptions): Namespace {
    let namespace = this.namespaces.get(nsp);
    if (!namespace) {
      this.namespaces.set(nsp, (namespace = new Namespace(this, nsp, options)));
      namespace.connect();
    }
    return namespace;
  }

  /** Opens the link unless it is open or on its way, and cuts the wait for the next attempt short. Throws for an address that is none. */
  connect(): this {
    if (!this.session) {
      this.#policy?.stop();
      this.retry(0);
    }
    return this;
  }

  /** Takes the link down for good, or until `connect`. */
  close(reason = "io client disconnect"): void {
    if (this.session || this.state === "waiting") this.ended(reason, undefined, this.session, true);
  }

  /** For namespaces: whether one more may wait where `count` do. */
  full(count: number): boolean {
    return count >= (this.options.maxBuffered ?? MAX_BUFFERED);
  }

  /** For namespaces: sends a packet on the open link. Resolves when it has left, at once if nothing is returned. */
  write(packet: Outgoing): Promise<void> | void {
    let left: Promise<void> | undefined | void;
    for (const frame of packet.frames) left = this.session?.send(frame);
    return left;
  }

  /** For namespaces too: tells when something has taken longer than it may. Answers the timer. */
  limit(late: (error: UpwireError) => void, time: number = this.options.timeout ?? CONNECT_TIMEOUT): unknown {
    return this.clock.setTimeout(
      () => late(new UpwireError("TIMEOUT", "operation has timed out: is the server up?")),
      time,
    );
  }

  /** For the reconnection policy: starts an attempt. */
  retry(attempt: number): void {
    this.attempt = attempt;
    this.#read = this.reader();
    this.session = this.openSession();
    this.#timer = this.limit((error) => this.ended("transport error", error));
    this.change("connecting", { attempt });
  }

  /** For the reconnection policy too: makes a change of state public. */
  change(state: ConnectionState, detail: StateDetail): void {
    this.state = state;
    this.fire("state", { state, ...detail });
  }

  /** From the session: it is open. */
  opened(): void {
    this.clock.clearTimeout(this.#timer);
    this.#policy?.up();
    this.change("connected", { attempt: this.attempt });
    for (const namespace of this.joined()) void namespace.up();
  }

  /** From the session: a message came. Throws for what is part of no packet. */
  received(data: string | Binary): void {
    const packet = this.#read?.(data);
    if (packet) this.receive(packet);
  }

  /** A packet came. */
  receive(packet: SocketPacket): void {
    this.namespaces.get(packet.nsp)?.receive(packet);
  }

  /** From the session, and whoever else ends it: the link is down, for good if it is `over`. */
  ended(reason: string, error?: UpwireError, session: Session | undefined = this.session, over?: boolean): void {
    // One that we have left says goodbye in its own time.
    if (session !== this.session) return;
    const failure = error ?? new UpwireError("CONNECTION_LOST", reason);
    this.clock.clearTimeout(this.#timer);
    this.session = undefined;
    void session?.close();
    // Settled before anybody is told, so that a listener that connects or closes has the last word.
    if (!this.#policy?.down(reason, failure, over)) this.change("closed", { reason, error });
    // A listener of one may have left another.
    for (const namespace of this.joined()) if (namespace.active) namespace.down(reason, over ? error : failure);
  }

  /** A packet with its frames. Throws on what it cannot say. */
  encode(packet: SocketPacket): Outgoing {
    return { ...packet, frames: clientEncode(packet) };
  }

  /** Opens the next session. Throws for an address that is none. */
  openSession(): Session {
    // True because a location turns into its address, and `undefined` is no base.
    const url = new URL(this.url, globalThis.location as unknown as URL | undefined);
    url.pathname = this.options.path ?? "/socket.io/";
    return new Session(url, this.options, this);
  }

  /** Reads the packets of the next session. */
  reader(): PacketReader {
    return clientDecoder(this.options.maxAttachmentBytes ?? MAX_ATTACHMENT_BYTES);
  }

  /** The namespaces that want to be joined; a list of its own, since whoever is told may add some. */
  joined(): Namespace[] {
    return [...this.namespaces.values()].filter((namespace) => namespace.active);
  }
}
