import {
  type Attachment,
  type Binary,
  clientDecoder,
  clientEncode,
  type ConnectionState,
  type EngineCodec,
  type Inspector,
  type Report,
  type SocketPacket,
} from "@upwire/protocol";
import { type Clock, systemClock } from "./clock.ts";
import { UpwireError, type UpwireErrorCode } from "./errors.ts";
import type { Feature } from "./feature.ts";
import { CONNECT_TIMEOUT, MAX_ATTACHMENT_BYTES, MAX_BUFFERED } from "./limits.ts";
import { Listeners, type Unsubscribe } from "./listeners.ts";
import type { Namespace, Outgoing } from "./namespace.ts";
import type { Reconnection, ReconnectPolicy } from "./reconnect.ts";
import { Session, type SessionOptions, type SessionOwner } from "./session.ts";

/** A generation of Engine.IO, and what the Socket.IO servers on it do differently: it may change a connection's methods. */
export interface Generation extends EngineCodec {
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

/** Key for the inspectors; no event has a boolean for a name. */
export const INSPECTION = true;

/** One link and the namespaces on it: opening, losing and reopening it. `Client` gives it its public face. */
export class Connection extends Listeners implements SessionOwner {
  state: ConnectionState = "idle";
  /** The running session, while there is one. */
  declare session: Session | undefined;
  declare readonly url: string | URL;
  declare readonly options: ConnectionOptions;
  declare readonly clock: Clock;
  /** From the session: everything written so far has left. Whoever wants to know puts it here. */
  declare drained?: () => void;
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

  /** Tells all inspectors, and is undefined while there are none, so that nothing is built for nobody. */
  get inspector(): ((report: Report) => void) | undefined {
    return this.list(INSPECTION).length
      ? (report) => this.fire(INSPECTION, { at: this.clock.performance.now(), ...report })
      : undefined;
  }

  /** Sends every inspection event of all layers to `listener`, until the returned function is called. */
  inspect(listener: Inspector): Unsubscribe {
    return this.on(INSPECTION, listener);
  }

  /** Opens the link unless it is open, on its way or waited for; `now` cuts waiting short. Throws for an address that is none. */
  start(now?: boolean): void {
    if (this.session || (this.state === "waiting" && !now)) return;
    this.#policy?.stop();
    this.retry(0);
  }

  /** Takes the link down for good, or until `start`. */
  close(reason = "io client disconnect"): void {
    const { session, state } = this;
    if (session || state === "waiting") this.ended(reason, undefined, session, true);
  }

  /** For namespaces: the last that leaves takes the link down. */
  release(): void {
    if (!this.#active().length) this.close();
  }

  /** For namespaces: whether one more may wait where `count` do. */
  full(count: number): boolean {
    return count >= (this.options.maxBuffered ?? MAX_BUFFERED);
  }

  /** For namespaces: sends a packet on the open link. */
  write(packet: Outgoing): void {
    for (const frame of packet.frames) this.session?.send(frame);
    this.inspector?.({ kind: "socket packet", direction: "out", packet });
  }

  /** For namespaces: an event or acknowledgement is lost. Nothing here; `losses` listens. */
  lost(_packet: SocketPacket, _code: UpwireErrorCode): void {}

  /** For namespaces too: tells when something has taken longer than it may. Answers the timer. */
  limit(late: (error: UpwireError) => void, time: number = this.options.timeout ?? CONNECT_TIMEOUT): unknown {
    const error = new UpwireError("TIMEOUT", "no answer in time: is the server up, does auth resolve?");
    return this.clock.setTimeout(() => late(error), time);
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
    const change = { state, ...detail };
    this.inspector?.({ kind: "state", ...change });
    this.fire("state", change);
  }

  /** From the session: it is open. */
  opened(): void {
    this.clock.clearTimeout(this.#timer);
    this.#policy?.up();
    this.change("connected", { attempt: this.attempt });
    for (const namespace of this.#active()) void namespace.linkUp();
  }

  /** From the session: a message came. Throws for what is part of no packet. */
  received(data: string | Binary): void {
    const packet = this.#read?.(data);
    if (!packet) return;
    this.inspector?.({ kind: "socket packet", direction: "in", packet });
    this.namespaces.get(packet.nsp)?.receive(packet);
  }

  /** From the session, and whoever else ends it: the link is down, for good if it is `over`. */
  ended(reason: string, error?: UpwireError, session: Session | undefined = this.session, over?: boolean): void {
    // One that we have left says goodbye in its own time.
    if (session !== this.session) return;
    const failure = error ?? new UpwireError("CONNECTION_LOST", reason);
    this.clock.clearTimeout(this.#timer);
    this.session = undefined;
    session?.close();
    // Settled before anybody is told, so that a listener that connects or closes has the last word.
    if (!this.#policy?.down(reason, failure, over)) this.change("closed", { reason, error });
    // A listener of one may have left another.
    for (const namespace of this.#active()) if (namespace.active) namespace.linkDown(reason, failure);
  }

  /** The frames of a packet. Throws on what it cannot say. */
  encode(packet: SocketPacket): readonly (string | Attachment)[] {
    return clientEncode(packet);
  }

  /** Opens the next session. Throws for an address that is none. */
  protected openSession(): Session {
    const url = new URL(this.url, globalThis.location?.href);
    url.pathname = this.options.path ?? "/socket.io/";
    return new Session(url, this.options, this);
  }

  /** Reads the packets of the next session. */
  reader(): PacketReader {
    return clientDecoder(this.options.maxAttachmentBytes ?? MAX_ATTACHMENT_BYTES);
  }

  /** A list of its own, since whoever is told may add namespaces. */
  #active(): Namespace[] {
    return [...this.namespaces.values()].filter((namespace) => namespace.active);
  }
}
