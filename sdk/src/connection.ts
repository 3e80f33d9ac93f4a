import {
  ACK,
  type Attachment,
  type Binary,
  type ConnectionState,
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
import { CONNECT_TIMEOUT, MAX_BUFFERED } from "./limits.ts";
import { Listeners, type Unsubscribe } from "./listeners.ts";
import type { Namespace, Outgoing } from "./namespace.ts";
import type { Reconnection, ReconnectPolicy } from "./reconnect.ts";
import { Session, type SessionOptions } from "./session.ts";

/** A generation of Engine.IO, and what the Socket.IO servers on it do differently: it may change a connection's methods. */
export interface Generation extends EngineCodec {
  adapt?(connection: Connection): void;
}

/** What a connection needs to know besides its address. */
export interface ConnectionOptions extends SessionOptions {
  readonly protocol?: Generation | undefined;
  /** When a lost link is tried again: `backoff()`. Without it, it is not. */
  readonly reconnect?: ReconnectPolicy | undefined;
  readonly features?: readonly Feature[] | undefined;
  /** Longest wait for the link, and then for each namespace. Default 20 000 ms; `Infinity` waits for ever. */
  readonly timeout?: number | undefined;
  /** Most events that wait in one namespace, and most acknowledgements that are waited for. Default 10 000. */
  readonly maxBuffered?: number | undefined;
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
export class Connection {
  state: ConnectionState = "idle";
  /** The running session, while there is one. */
  declare session: Session | undefined;
  declare readonly url: string | URL;
  declare readonly options: ConnectionOptions;
  declare readonly clock: Clock;
  /** Longest wait for the link, and then for each namespace. */
  declare timeLimit: number;
  readonly handlers: Listeners = new Listeners();
  readonly namespaces: Map<string, Namespace> = new Map();
  readonly #policy: Reconnection | undefined;
  readonly #inspectors = new Set<Inspector>();
  /** Tells all inspectors, and is undefined while there are none, so that nothing is built for nobody. */
  #inspector: Inspector | undefined;
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
  }

  /** Whether what is written now leaves now. */
  get writable(): boolean {
    return !this.#inFlight.length && !!this.session?.writable;
  }

  /** Opens the link unless it is open, on its way or waited for; `now` cuts waiting short. Throws for an address that is none. */
  start(now?: boolean): void {
    if (!this.#resting && !(now && this.state === "waiting")) return;
    this.#policy?.stop();
    this.retry(0);
  }

  /** Takes the link down for good, or until `start`. */
  close(reason = "io client disconnect"): void {
    if (!this.#resting) this.#down(reason, undefined, true);
  }

  /** For namespaces: the last that leaves takes the link down. */
  release(): void {
    if (![...this.namespaces.values()].some((namespace) => namespace.active)) this.close();
  }

  /** For namespaces: whether one more may wait where `count` do. */
  full(count: number): boolean {
    return count >= (this.options.maxBuffered ?? MAX_BUFFERED);
  }

  /** For namespaces: asks the server to be let in. */
  join(nsp: string, payload: ConnectPayload | undefined): void {
    const packet: SocketPacket = { type: 0, nsp, data: payload };
    this.write({ ...packet, encoded: this.encode(packet) });
  }

  /** For namespaces: sends a packet on the open link. */
  write(packet: Outgoing): void {
    const { text, attachments = [] } = packet.encoded;
    for (const frame of [text, ...attachments]) this.session?.send(frame);
    this.#inFlight.push(packet);
    if (this.#inspector) this.#report({ kind: "socket packet", direction: "out", packet });
  }

  /** For namespaces: says that an event or acknowledgement is lost. */
  lost({ nsp, data, type }: SocketPacket, code: UpwireErrorCode): void {
    if (type === EVENT || type === ACK) this.handlers.fire("lost", { nsp, data, code });
  }

  /** For namespaces: the wire form of a packet. Throws on what it cannot say. */
  encode(packet: SocketPacket): EncodedPacket<Attachment> {
    return encodePacket(packet);
  }

  /** For namespaces too: tells when something has taken longer than it may. */
  limit(late: (error: UpwireError) => void): unknown {
    const error = new UpwireError("TIMEOUT", "no answer in time: is the server up, does auth resolve?");
    return this.timeLimit < Infinity && this.clock.setTimeout(() => late(error), this.timeLimit);
  }

  /** For the reconnection policy: starts an attempt. */
  retry(attempt: number): void {
    const reader = this.reader();
    const session: Session = new Session(this.url, this.sessionOptions(), {
      open: () => this.session === session && this.#up(attempt),
      message: (data) => this.session === session && this.#receive(reader, data),
      drain: () => this.session === session && this.drained(),
      close: (reason, error) => this.session === session && this.#down(reason, error),
    });
    session.inspector = this.#inspector;
    this.session = session;
    this.#timer = this.limit((error) => this.#down("transport error", error));
    this.change("connecting", { attempt });
  }

  /** Whether the session has outlived its heartbeat, perhaps unnoticed by throttled timers; then it goes down in a moment. */
  check(): boolean {
    return !!this.session?.expired();
  }

  /** Sends every inspection event of all layers to `listener`, until the returned function is called. */
  inspect(listener: Inspector): Unsubscribe {
    const inspectors = this.#inspectors.add(listener);
    const update = (): void => {
      this.#inspector = inspectors.size ? (event) => inspectors.forEach((inspector) => inspector(event)) : undefined;
      if (this.session) this.session.inspector = this.#inspector;
    };
    update();
    return () => {
      inspectors.delete(listener);
      update();
    };
  }

  /** For the reconnection policy too: makes a change of state public. */
  change(state: ConnectionState, detail: StateDetail): void {
    const { attempt = 0, delay, reason = "" } = detail;
    this.state = state;
    this.#report({ kind: "state", state, ...(reason && { reason }) });
    if (delay !== undefined) this.#report({ kind: "reconnect", attempt, delay, reason });
    this.handlers.fire("state", { state, ...detail });
  }

  /** A packet came. */
  dispatch(packet: SocketPacket): void {
    this.namespaces.get(packet.nsp)?.receive(packet);
  }

  /** Options of the next session. */
  protected sessionOptions(): SessionOptions {
    return { path: "/socket.io/", ...this.options };
  }

  /** Reads the packets of the next session. */
  protected reader(): PacketReader {
    return new SocketDecoder();
  }

  /** Everything written so far has left. */
  protected drained(): void {
    this.#inFlight = [];
  }

  get #resting(): boolean {
    return this.state === "idle" || this.state === "closed";
  }

  #report(event: Untimed<InspectionEvent>): void {
    this.#inspector?.({ at: this.clock.now(), ...event });
  }

  #up(attempt: number): void {
    this.clock.clearTimeout(this.#timer);
    this.#policy?.up();
    this.change("connected", { attempt });
    for (const namespace of [...this.namespaces.values()]) namespace.linkUp();
  }

  #down(reason: string, error?: UpwireError, over = !!error?.terminal): void {
    const { session } = this;
    const failure = error ?? new UpwireError("CONNECTION_LOST", reason);
    this.clock.clearTimeout(this.#timer);
    this.session = undefined;
    session?.close();
    for (const packet of this.#inFlight.splice(0)) this.lost(packet, failure.code);
    // Settled before anybody is told, so that a listener that connects or closes has the last word.
    if (over) this.#policy?.stop();
    if (over || !this.#policy?.down(reason, failure)) this.change("closed", { reason, error });
    for (const namespace of [...this.namespaces.values()]) namespace.linkDown(reason, failure);
  }

  #receive(reader: PacketReader, data: string | Binary): void {
    let packet: SocketPacket | undefined;
    try {
      packet = reader.add(data);
    } catch (cause) {
      return this.#down("parse error", new UpwireError("PARSE_ERROR", "no Socket.IO packet", { cause }));
    }
    if (!packet) return;
    if (this.#inspector) this.#report({ kind: "socket packet", direction: "in", packet });
    this.dispatch(packet);
  }
}
