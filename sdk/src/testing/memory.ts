import type { Attachment, Binary, EnginePacket, Handshake } from "@upwire/protocol";
import type { UpwireError } from "../errors.ts";
import {
  parseError,
  type Transport,
  type TransportCloseReason,
  type TransportContext,
  type TransportEvents,
  type TransportFactory,
} from "../transport.ts";

/** What a memory peer announces unless told otherwise. */
const HANDSHAKE: Handshake = {
  sid: "memory",
  upgrades: [],
  pingInterval: 25_000,
  pingTimeout: 20_000,
  maxPayload: 1_000_000,
};

/** A transport without a network, and the place where its other ends turn up. */
export class MemoryLink {
  /** What sessions open. */
  readonly transport: TransportFactory;
  /** Every connection so far, oldest first. */
  readonly peers: MemoryPeer[] = [];
  readonly #waiting: ((peer: MemoryPeer) => void)[] = [];
  #accepted = 0;

  /** The name is what `upgrades` of a handshake refers to. */
  constructor(name = "memory") {
    this.transport = {
      name,
      open: (context, events) => {
        const peer = new MemoryPeer(context, events);
        this.peers.push(peer);
        this.#waiting.shift()?.(peer);
        return peer.attach(name);
      },
    };
  }

  /** The next connection that nobody has accepted, which may still have to come. */
  accept(): Promise<MemoryPeer> {
    const peer = this.peers[this.#accepted++];
    return peer ? Promise.resolve(peer) : new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** The server's end of one connection: a test plays the server with it. */
export class MemoryPeer {
  /** What the session has sent and `receive` has not taken. */
  readonly received: EnginePacket[] = [];
  /** What the transport was opened with. */
  readonly context: TransportContext;
  /** Whether the session has closed its end. */
  closed = false;
  /** Whether the session has asked the transport to pause. */
  paused = false;
  /** Set to hold back what is sent: `send` of the transport then settles when it is released. */
  #gate: Promise<void> | undefined;
  #held = 0;
  readonly #events: TransportEvents;
  #ended = false;
  readonly #waiting: ((packet: EnginePacket) => void)[] = [];

  constructor(context: TransportContext, events: TransportEvents) {
    this.context = context;
    this.#events = events;
  }

  /** Says that the connection stands, as a WebSocket does; for probes. */
  open(): void {
    if (this.#live) this.#events.open?.();
  }

  /** Sends the open packet. */
  handshake(handshake: Partial<Handshake> = {}): void {
    this.send({ type: "open", data: JSON.stringify({ ...HANDSHAKE, ...handshake }) });
  }

  /** Sends a packet to the session. */
  send(packet: EnginePacket<string | Binary>): void {
    if (!this.#live) return;
    try {
      this.#events.packet(packet);
    } catch (cause) {
      this.fail("parse error", parseError(this.context, cause));
    }
  }

  /** Sends a message to the session. */
  message(data: string | Binary): void {
    this.send({ type: "message", data });
  }

  /** The next packet of the session, which may still have to come. */
  receive(): Promise<EnginePacket<string | Attachment>> {
    const packet = this.received.shift();
    return packet ? Promise.resolve(packet) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Breaks the connection. */
  fail(reason: TransportCloseReason, error: UpwireError): void {
    if (!this.#live) return;
    this.#ended = true;
    this.#events.end(reason, error);
  }

  /** Keeps packets and a pause in flight until the returned function is called. */
  hold(): () => void {
    let release = (): void => {};
    this.#gate = new Promise((resolve) => {
      release = resolve;
    });
    return () => {
      this.#gate = undefined;
      release();
    };
  }

  /** The session's end. */
  attach(name: string): Transport {
    const writable = (): boolean => this.#live && !this.paused && !this.#gate;
    const buffered = (): number => this.#held;
    return {
      name,
      get writable() {
        return writable();
      },
      get buffered() {
        return buffered();
      },
      send: async (packet) => {
        this.#held++;
        await this.#gate;
        this.#held--;
        this.#take(packet);
      },
      pause: async () => {
        this.paused = true;
        await this.#gate;
      },
      resume: () => {
        this.paused = false;
      },
      close: () => {
        this.closed = true;
      },
    };
  }

  get #live(): boolean {
    return !this.closed && !this.#ended;
  }

  #take(packet: EnginePacket): void {
    if (!this.#live) return;
    const waiting = this.#waiting.shift();
    if (waiting) waiting(packet);
    else this.received.push(packet);
  }
}
