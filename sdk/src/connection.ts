import {
  ACK,
  type Attachment,
  type Binary,
  type ConnectionState,
  type DecoderOptions,
  type EncodedPacket,
  encodePacket,
  type EngineCodec,
  EVENT,
  type InspectionEvent,
  type Inspector,
  SocketDecoder,
  type SocketPacket,
} from "@upwire/protocol";
import { type Clock, systemClock } from "./clock.ts";
import { UpwireError, type UpwireErrorCode } from "./errors.ts";
import type { ConnectPayload, Feature } from "./feature.ts";
import { CONNECT_TIMEOUT, MAX_ATTACHMENT_BYTES, MAX_BUFFERED } from "./limits.ts";
import { Listeners, type Unsubscribe } from "./listeners.ts";
import type { Namespace, Outgoing } from "./namespace.ts";
import type { Reconnection, ReconnectPolicy } from "./reconnect.ts";
import { Session, type SessionOptions, type SessionOwner } from "./session.ts";

/** A generation of Engine.IO, and what the Socket.IO servers on it do differently: it may change a connection's methods. */
export interface Generation extends EngineCodec {
  adapt?(connection: Connection): void;
}

/** What a connection needs to know besides its address; limits of the decoder are those of its package, but for `maxAttachmentBytes`. */
export interface ConnectionOptions extends SessionOptions, DecoderOptions {
  readonly protocol?: Generation | undefined;
  /** When a lost link is tried again: `backoff()`. Without it, it is not. */
  readonly reconnect?: ReconnectPolicy | undefined;
  readonly features?: readonly Feature[] | undefined;
  /** Longest wait for the link, and then for each namespace. Default 20 000 ms; `Infinity` waits for ever. */
  readonly timeout?: number | undefined;
  /** Most events that wait in one namespace, and most acknowledgements that are waited for. Default 10 000. */
  readonly maxBuffered?: number | undefined;
  /** Most bytes of one event's attachments together. Default 100 000 000. */
  readonly maxAttachmentBytes?: number;
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

/** What the `lost` event tells: an event or acknowledgement of ours that has not gone out, or of which nobody knows. */
export interface LostPacket {
  readonly nsp: string;
  readonly data: unknown;
  readonly code: UpwireErrorCode;
}

/** What turns the messages of one session into packets. */
export interface PacketReader {
  add(message: string | Binary): SocketPacket | undefined;
}

type Untimed<Event> = Event extends unknown ? Omit<Event, "at"> : never;

/** One link and the namespaces on it: opening, losing and reopening it. `Client` gives it its public face. */
export class Connection implements SessionOwner {
  state: ConnectionState = "idle";
  /** The running session, while there is one. */
  declare session: Session | undefined;
  declare readonly url: string | URL;
  declare readonly options: ConnectionOptions;
  declare readonly clock: Clock;
  /** Longest wait for the link, and then for each namespace. */
  declare timeLimit: number;
  /** The attempt under way; 0 for one that is no reconnection. */
  declare attempt: number;
  readonly handlers: Listeners = new Listeners();
  readonly namespaces: Map<string, Namespace> = new Map();
  readonly #inspectors = new Listeners();
  readonly #policy: Reconnection | undefined;
  #reader: PacketReader | undefined;
  /** What has been handed to the session and not left yet, as far as we know. */
  #inFlight: Outgoing[] = [];
  #timer: unknown;

  constructor(url: string | URL, options: ConnectionOptions) {
    this.url = url;
    this.options = options;
    this.clock = options.clock ?? systemClock;
    this.timeLimit = options.timeout ?? CONNECT_TIMEOUT;
    this.#policy = options.reconnect?.(this);
    options.protocol?.adapt?.(this);
    // True because only the DevTools extension puts something there.
    (globalThis as { [hook: symbol]: (connection: Connection) => void })[Symbol.for("upwire.devtools")]?.(this);
  }

  /** Tells all inspectors, and is undefined while there are none, so that nothing is built for nobody. */
  get inspector(): Inspector | undefined {
    return this.#inspectors.list("").length ? (event) => this.#inspectors.fire("", event) : undefined;
  }

  /** Sends every inspection event of all layers to `listener`, until the returned function is called. */
  inspect(listener: Inspector): Unsubscribe {
    return this.#inspectors.on("", listener);
  }

  /** Opens the link unless it is open, on its way or waited for; `now` cuts waiting short. Throws for an address that is none. */
  start(now?: boolean): void {
    if (this.session || (this.state === "waiting" && !now)) return;
    this.#policy?.stop();
    this.retry(0);
  }

  /** Takes the link down for good, or until `start`. */
  close(reason = "io client disconnect"): void {
    if (this.session || this.state === "waiting") this.ended(reason, undefined, true);
  }

  /** For namespaces: the last that leaves takes the link down. */
  release(): void {
    if (!this.#all().some((namespace) => namespace.active)) this.close();
  }

  /** For namespaces: whether one more may wait where `count` do. */
  full(count: number): boolean {
    return count >= (this.options.maxBuffered ?? MAX_BUFFERED);
  }

  /** For namespaces: asks the server to be let in. */
  join(nsp: string, data: ConnectPayload | undefined): void {
    this.write(this.encoded({ type: 0, nsp, data }));
  }

  /** For namespaces: sends a packet on the open link. */
  write(packet: Outgoing): void {
    const { text, attachments = [] } = packet.encoded;
    for (const frame of [text, ...attachments]) this.session?.send(frame);
    this.#inFlight.push(packet);
    this.#report({ kind: "socket packet", direction: "out", packet });
  }

  /** For namespaces: says that an event or acknowledgement is lost. */
  lost({ nsp, data, type }: SocketPacket, code: UpwireErrorCode): void {
    if (type === EVENT || type === ACK) this.handlers.fire("lost", { nsp, data, code });
  }

  /** For namespaces: a packet with its wire form. Throws on what that cannot say. */
  encoded(packet: SocketPacket): Outgoing {
    return { ...packet, encoded: this.encode(packet) };
  }

  /** For namespaces too: tells when something has taken longer than it may. Answers what stands for the wait, and stops the timer. */
  limit(late: (error: UpwireError) => void): unknown {
    const error = new UpwireError("TIMEOUT", "no answer in time: does the server run, does auth resolve?");
    return this.timeLimit < Infinity ? this.clock.setTimeout(() => late(error), this.timeLimit) : {};
  }

  /** For the reconnection policy: starts an attempt. */
  retry(attempt: number): void {
    this.attempt = attempt;
    this.#reader = this.reader();
    this.session = new Session(this.url, this.sessionOptions(), this);
    this.#timer = this.limit((error) => this.ended("transport error", error));
    this.change("connecting", { attempt });
  }

  /** For the reconnection policy too: makes a change of state public. */
  change(state: ConnectionState, detail: StateDetail): void {
    this.state = state;
    this.#report({ kind: "state", state, ...detail });
    this.handlers.fire("state", { state, ...detail });
  }

  /** A packet came. */
  dispatch(packet: SocketPacket): void {
    this.namespaces.get(packet.nsp)?.receive(packet);
  }

  /** From the session: it is open. */
  opened(): void {
    const { attempt } = this;
    this.clock.clearTimeout(this.#timer);
    this.#policy?.up();
    this.change("connected", { attempt });
    for (const namespace of this.#all()) void namespace.linkUp();
  }

  /** From the session: a message came. */
  received(data: string | Binary): void {
    let packet: SocketPacket | undefined;
    try {
      packet = this.#reader?.add(data);
    } catch (cause) {
      return this.ended("parse error", new UpwireError("PARSE_ERROR", "no Socket.IO packet", { cause }));
    }
    if (!packet) return;
    this.#report({ kind: "socket packet", direction: "in", packet });
    this.dispatch(packet);
  }

  /** From the session: everything written so far has left. */
  drained(): void {
    this.#inFlight = [];
  }

  /** From the session, and whoever else ends it: the link is down, for good if it is `over`. */
  ended(reason: string, error?: UpwireError, over: boolean | undefined = error?.terminal): void {
    const { session } = this;
    const failure = error ?? new UpwireError("CONNECTION_LOST", reason);
    this.clock.clearTimeout(this.#timer);
    this.session = undefined;
    session?.close(true);
    for (const packet of this.#inFlight.splice(0)) this.lost(packet, failure.code);
    // Settled before anybody is told, so that a listener that connects or closes has the last word.
    if (over) this.#policy?.stop();
    if (over || !this.#policy?.down(reason, failure)) this.change("closed", { reason, error });
    for (const namespace of this.#all()) namespace.linkDown(reason, failure);
  }

  /** The wire form of a packet. Throws on what it cannot say. */
  protected encode(packet: SocketPacket): EncodedPacket<Attachment> {
    return encodePacket(packet);
  }

  /** Options of the next session. */
  protected sessionOptions(): SessionOptions {
    return { path: "/socket.io/", ...this.options };
  }

  /** Reads the packets of the next session. */
  protected reader(): PacketReader {
    return new SocketDecoder({ maxAttachmentBytes: MAX_ATTACHMENT_BYTES, ...this.options });
  }

  /** A list of its own, since whoever is told may add namespaces. */
  #all(): Namespace[] {
    return [...this.namespaces.values()];
  }

  #report(event: Untimed<InspectionEvent>): void {
    this.inspector?.({ at: this.clock.now(), ...event });
  }
}
