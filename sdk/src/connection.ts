import {
  type Attachment,
  type Binary,
  type ConnectionState,
  type EncodedPacket,
  encodePacket,
  type Inspector,
  SocketDecoder,
  type SocketPacket,
  SocketPacketType,
} from "@upwire/protocol";
import { type Clock, systemClock } from "./clock.ts";
import { UpwireError, type UpwireErrorCode } from "./errors.ts";
import type { ConnectPayload, Feature } from "./feature.ts";
import { CONNECT_TIMEOUT, MAX_BUFFERED } from "./limits.ts";
import { Listeners, type Unsubscribe } from "./listeners.ts";
import type { Namespace, Outgoing } from "./namespace.ts";
import type { Reconnection, ReconnectPolicy } from "./reconnect.ts";
import { Session, type SessionOptions } from "./session.ts";

/** What a connection needs to know besides its address. */
export interface ConnectionOptions extends SessionOptions {
  /** When a lost link is tried again: `backoff()`. Without it, it is not. */
  readonly reconnect?: ReconnectPolicy | undefined;
  readonly features?: readonly Feature[] | undefined;
  /** Longest wait for the link, and then for each namespace. Default 20 000 ms; `Infinity` waits for ever. */
  readonly timeout?: number | undefined;
  /** Most events that wait in one namespace, and most acknowledgements that are waited for. Default 10 000. */
  readonly maxBuffered?: number | undefined;
}

/** What the `state` event tells. */
export interface StateChange {
  readonly state: ConnectionState;
  /** Why, for `waiting` and `closed`. */
  readonly reason?: string;
  readonly error?: UpwireError | undefined;
  /** Which attempt is waited for or made, from 1; 0 for the first connection. */
  readonly attempt?: number;
  /** Milliseconds until the attempt. */
  readonly delay?: number;
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

/** One link and the namespaces on it: opening, losing and reopening it. `Client` gives it its public face. */
export class Connection {
  state: ConnectionState = "idle";
  /** The running session, while there is one. */
  session: Session | undefined;
  /** Protocol 4: the server has joined us to `/` by itself. */
  rootJoined = false;
  readonly url: string | URL;
  readonly options: ConnectionOptions;
  readonly clock: Clock;
  readonly maxBuffered: number;
  /** Longest wait for the link, and then for each namespace. */
  timeLimit: number;
  readonly handlers: Listeners = new Listeners();
  protected readonly namespaces: Map<string, Namespace> = new Map();
  protected readonly policy: Reconnection | undefined;
  readonly #inspectors = new Set<Inspector>();
  /** Tells all inspectors, and is undefined while there are none, so that nothing is built for nobody. */
  #report: Inspector | undefined;
  /** What has been handed to the session and not left yet, as far as we know. */
  #inFlight: Outgoing[] = [];
  #timer: unknown;

  constructor(url: string | URL, options: ConnectionOptions) {
    this.url = url;
    this.options = options;
    this.clock = options.clock ?? systemClock;
    this.maxBuffered = options.maxBuffered ?? MAX_BUFFERED;
    this.timeLimit = options.timeout ?? CONNECT_TIMEOUT;
    this.policy = options.reconnect?.(this);
  }

  /** Whether what is written now leaves now. */
  get writable(): boolean {
    return this.#inFlight.length === 0 && !!this.session?.writable;
  }

  /** Opens the link unless it is open, on its way or waited for; `now` cuts waiting short. Throws for an address that is none. */
  start(now?: boolean): void {
    const { state } = this;
    if (state !== "idle" && state !== "closed" && !(now && state === "waiting")) return;
    this.policy?.stop();
    this.retry();
  }

  /** Takes the link down for good, or until `start`. */
  close(reason = "io client disconnect"): void {
    if (this.state !== "idle" && this.state !== "closed") this.#down(reason, undefined, true);
  }

  /** For namespaces: the last that leaves takes the link down. */
  release(): void {
    for (const { active } of this.namespaces.values()) if (active) return;
    this.close();
  }

  /** For namespaces: sends a packet on the open link. */
  write(packet: Outgoing): void {
    const { text, attachments } = packet.encoded;
    this.session?.send(text);
    attachments?.forEach((attachment) => this.session?.send(attachment));
    this.#inFlight.push(packet);
    this.#report?.({ at: this.clock.now(), kind: "socket packet", direction: "out", packet });
  }

  /** For namespaces: says that a packet is lost. */
  lost({ nsp, data, type }: SocketPacket, code: UpwireErrorCode): void {
    if (type === SocketPacketType.EVENT || type === SocketPacketType.ACK) this.handlers.fire("lost", { nsp, data, code });
  }

  /** For namespaces: the wire form of a packet. Throws on what it cannot say. */
  encode(packet: SocketPacket): EncodedPacket<Attachment> {
    return encodePacket(packet);
  }

  /** For namespaces: the packet that joins one. Protocol 4 has no payload, and sends it as query of the name. */
  connectPacket(nsp: string, payload: ConnectPayload | undefined): SocketPacket {
    // True because what is no string is written as one, as in every query.
    const query = this.v4 && payload && new URLSearchParams(payload as Record<string, string>);
    const type = SocketPacketType.CONNECT;
    return query ? { type, nsp: `${nsp}?${query}` } : { type, nsp, data: payload };
  }

  /** Protocol 4: servers of the Engine.IO 3 generation. */
  get v4(): boolean {
    return this.options.protocol?.protocol === 3;
  }

  /** For namespaces too: a timer for what has to succeed within `timeout`. */
  after(late: () => void): unknown {
    return this.timeLimit < Infinity && this.clock.setTimeout(late, this.timeLimit);
  }

  /** For the reconnection policy: starts an attempt. */
  retry(): void {
    const reader = this.reader();
    const session: Session = new Session(this.url, this.sessionOptions(), {
      open: () => this.session === session && this.#up(),
      message: (data) => this.session === session && this.#receive(reader, data),
      drain: () => this.session === session && this.drained(),
      close: (reason, error) => this.session === session && this.#down(reason, error),
    });
    session.inspector = this.#report;
    this.session = session;
    const error = new UpwireError("TIMEOUT", "the server has not answered in time: is it up, does a proxy swallow requests?");
    this.#timer = this.after(() => this.#down("transport error", error));
    this.change("connecting", { attempt: this.policy?.attempt ?? 0 });
  }

  /** For the reconnection policy: says that an attempt is waited for. */
  waiting(attempt: number, delay: number, reason: string, error: UpwireError | undefined): void {
    this.#report?.({ at: this.clock.now(), kind: "reconnect", attempt, delay, reason });
    this.change("waiting", { attempt, delay, reason, error });
  }

  /** Whether the session has outlived its heartbeat, perhaps unnoticed by throttled timers; then it goes down in a moment. */
  check(): boolean {
    return !!this.session?.expired();
  }

  /** Sends every inspection event of all layers to `listener`, until the returned function is called. */
  inspect(listener: Inspector): Unsubscribe {
    this.#inspectors.add(listener);
    this.#watch();
    return () => {
      this.#inspectors.delete(listener);
      this.#watch();
    };
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

  /** Makes a change of state public. */
  protected change(state: ConnectionState, detail: Omit<StateChange, "state">): void {
    this.state = state;
    this.#report?.({ at: this.clock.now(), kind: "state", state, ...(detail.reason && { reason: detail.reason }) });
    this.handlers.fire("state", { state, ...detail });
  }

  #watch(): void {
    const inspectors = this.#inspectors;
    this.#report =
      inspectors.size > 0
        ? (event) => {
            for (const inspector of inspectors) inspector(event);
          }
        : undefined;
    if (this.session) this.session.inspector = this.#report;
  }

  #up(): void {
    this.clock.clearTimeout(this.#timer);
    const attempt = this.policy?.attempt ?? 0;
    this.policy?.up();
    this.change("connected", { attempt });
    for (const namespace of [...this.namespaces.values()]) namespace.linkUp();
  }

  #down(reason: string, error?: UpwireError, over = !!error?.terminal): void {
    const { session } = this;
    this.clock.clearTimeout(this.#timer);
    this.session = undefined;
    this.rootJoined = false;
    session?.close();
    const failure = error ?? new UpwireError("CONNECTION_LOST", reason);
    for (const packet of this.#inFlight.splice(0)) this.lost(packet, failure.code);
    // Settled before anybody is told, so that a listener that connects or closes has the last word.
    if (over) this.policy?.stop();
    if (over || !this.policy?.down(reason, failure)) this.change("closed", { reason, error });
    for (const namespace of [...this.namespaces.values()]) if (namespace.active) namespace.linkDown(reason, failure);
  }

  #receive(reader: PacketReader, data: string | Binary): void {
    let packet: SocketPacket | undefined;
    try {
      packet = reader.add(data);
    } catch (cause) {
      return this.#down("parse error", new UpwireError("PARSE_ERROR", "the server sent what is no Socket.IO packet", { cause }));
    }
    if (!packet) return;
    this.#report?.({ at: this.clock.now(), kind: "socket packet", direction: "in", packet });
    // Refusals of protocol 4 repeat the query behind the name.
    const nsp = packet.nsp.split("?")[0] ?? "";
    if (this.v4 && packet.type === SocketPacketType.CONNECT && nsp === "/") this.rootJoined = true;
    this.namespaces.get(nsp)?.receive(packet);
  }
}
