import {
  ACK,
  type Attachment,
  CONNECT,
  DISCONNECT,
  EVENT,
  isReserved,
  type SocketPacket,
  type SocketPacketType,
} from "@upwire/protocol";
import type { Connection } from "./connection.ts";
import { UpwireError } from "./errors.ts";
import type { Untyped } from "./events.ts";
import type { ConnectPayload } from "./feature.ts";
import { callHandler, type Listener, Listeners } from "./listeners.ts";

/** Credentials for CONNECT, or a function that gives them anew at each connection. */
export type Auth = object | (() => object | Promise<object>);

/** What can be said of one namespace. */
export interface NamespaceOptions {
  readonly auth?: Auth | undefined;
}

/** What applies to the next emit only. */
export interface EmitFlags {
  volatile?: boolean;
  compress?: boolean;
  timeout?: number | undefined;
}

/** A packet that was encoded when it was emitted, and only then. */
export interface Outgoing extends SocketPacket {
  readonly frames: readonly (string | Attachment)[];
}

/** Called once: with the error, or with null and what the other side answered. */
export type AckHandler = (error: Error | null, values: readonly unknown[]) => void;

/** Key for the listeners of all incoming events; no event has a boolean for a name. */
export const ANY_INCOMING = true;

/** The client's end of one namespace: joining it, acknowledgements and buffers; `Socket` says what of it is public. */
export class Namespace extends Listeners {
  declare readonly nsp: string;
  declare readonly link: Connection;
  /** The server's name for this connection; undefined while not connected. */
  declare id: string | undefined;
  /** Whether the namespace is joined again by itself whenever the link comes up. */
  active = false;
  /** Whether the server went on with the session of before, see `recovery()`. */
  declare recovered?: boolean;
  declare auth: Auth | undefined;
  /** What was emitted while away, in order. */
  sendBuffer: Outgoing[] = [];
  protected flags: EmitFlags = {};
  /** The acknowledgements that are waited for, by id, each with the timer that ends the wait. */
  readonly #acks = new Map<unknown, readonly [AckHandler, timer: unknown]>();
  #nextId = 0;
  /** The wait for the server's answer: while an attempt to join is under way, and it is known by it. */
  #joining: unknown;

  constructor(link: Connection, nsp: string, options?: NamespaceOptions) {
    super();
    this.link = link;
    this.nsp = nsp;
    this.auth = options?.auth;
    for (const feature of link.options.features ?? []) feature(this);
  }

  get connected(): boolean {
    return !!this.id;
  }

  /** Joins the namespace, and opens the link if need be; needed after a refusal and after either side has left. */
  connect(): this {
    this.active = true;
    void this.up();
    if (this.link.state !== "waiting") this.link.connect();
    return this;
  }

  /** Leaves the namespace; the link goes down with the last one. */
  disconnect(): this {
    if (this.id) this.#write(DISCONNECT);
    this.#leave("io client disconnect");
    return this;
  }

  /** For the link: it may be up. Never rejects. */
  async up(): Promise<void> {
    const { link } = this;
    if (this.id || this.#joining || !this.active || link.state !== "connected") return;
    const joining = (this.#joining = link.limit((error) => this.fire("connect_error", error)));
    try {
      const payload = await this.credentials();
      if (this.#joining === joining) this.#write(CONNECT, payload);
    } catch (cause) {
      if (this.#joining === joining)
        this.#leave("", new UpwireError("AUTH_FAILED", "auth failed: see cause", { cause }));
    }
  }

  /** For the link: it came down, or did not come up; and for leaving: tells so, or why the namespace is not joined. */
  down(reason: string, error?: UpwireError): void {
    this.#stopJoining();
    if (this.id) {
      this.id = undefined;
      for (const [id] of this.#acks) {
        if (!this.sendBuffer.some((packet) => packet.id === id))
          this.#settle(id, new UpwireError("DISCONNECTED", "socket has been disconnected"));
      }
      this.fire("disconnect", reason, error);
    } else if (error) this.fire("connect_error", error);
  }

  /** For the link: a packet of this namespace came. */
  receive({ type, id, data }: SocketPacket): void {
    if (!this.active) return;
    // The casts are true because decoders refuse an event or ack without an array.
    if (type === CONNECT) this.#joined(data as ConnectPayload | undefined);
    else if (type === DISCONNECT) this.#leave("io server disconnect");
    else if (type === EVENT) {
      if (this.id) this.#deliver(data as [unknown], id);
    } else if (type === ACK) this.#settle(id, null, data as unknown[]);
    else {
      // True because decoders refuse a refusal that cannot be read by name.
      const { message = data, data: detail } = data as ConnectPayload;
      this.#leave("", new UpwireError("CONNECT_REFUSED", String(message), { data: detail }));
    }
  }

  /** What to send with CONNECT; may throw or reject. */
  credentials(): unknown {
    const { auth } = this;
    return typeof auth === "function" ? auth() : auth;
  }

  /** Sends an event now, or keeps it until the namespace is joined. Throws on a reserved name and on what JSON cannot say. */
  transmit(data: readonly unknown[], handler?: AckHandler): void {
    const { link, flags, sendBuffer } = this;
    const { session } = link;
    this.flags = {};
    if (isReserved(data[0])) throw new UpwireError("RESERVED_EVENT", `${String(data[0])} is reserved`);
    const packet = this.#packet(EVENT, data, handler && this.#nextId++);
    // Asked before the ack is registered, because an expired session goes down here and takes registered acks along.
    const ready = this.id && !session?.expired();
    const refusal =
      (handler && link.full(this.#acks.size)) || (!ready && link.full(sendBuffer.length))
        ? "BUFFER_FULL"
        : flags.volatile && !(ready && session?.writable) && "VOLATILE_DROPPED";
    if (handler) this.#acks.set(packet.id, [handler, this.#limit(packet, flags.timeout)]);
    if (refusal) {
      link.lost?.(packet, refusal);
      this.#settle(packet.id, new UpwireError(refusal, "not sent"));
    } else if (ready) void link.write(packet);
    else sendBuffer.push(packet);
  }

  /** Listens for the next event of that name only. */
  once(name: Untyped, listener: Listener): Untyped {
    return this.on(name, listener, true);
  }

  /** Stops one listener, or all listeners of that name. */
  off(name?: Untyped, listener?: Listener): Untyped {
    this.keep(name, (entry) => listener && entry.listener !== listener);
  }

  /** Listens to every event that comes; called with its name and arguments before the event's own listeners. */
  onAny(listener: Untyped): Untyped {
    return this.on(ANY_INCOMING, listener);
  }

  /** Sends an event; a function as last argument is called with the acknowledgement, error first after `timeout()`. */
  emit(...data: Untyped[]): Untyped {
    const callback: unknown = data.at(-1);
    if (typeof callback !== "function") return this.transmit(data);
    const { timeout } = this.flags;
    data.pop();
    this.transmit(data, (error, values) => {
      if (timeout !== undefined) callback(error, ...values);
      else if (!error) callback(...values);
    });
  }

  /** Sends an event and waits for its acknowledgement. */
  emitWithAck(...data: Untyped[]): Promise<Untyped> {
    return new Promise((resolve, reject) => {
      this.transmit(data, (error, [value]) => (error ? reject(error) : resolve(value)));
    });
  }

  /** Bounds the wait for the next emit's acknowledgement, whose callback then takes an error first. */
  timeout(delay: number): Untyped {
    this.flags.timeout = delay;
    return this;
  }

  /** The next event is dropped, and not kept, when it cannot leave at once. */
  get volatile(): this {
    this.flags.volatile = true;
    return this;
  }

  #packet(type: SocketPacketType, data?: unknown, id?: number): Outgoing {
    return this.link.encode({ type, nsp: this.nsp, data, id });
  }

  #write(type: SocketPacketType, data?: unknown): void {
    void this.link.write(this.#packet(type, data));
  }

  #limit(packet: Outgoing, timeout: number | undefined): unknown {
    const late = (error: UpwireError): void => {
      this.sendBuffer = this.sendBuffer.filter((waiting) => waiting !== packet);
      this.#settle(packet.id, error);
    };
    return timeout !== undefined && this.link.limit(late, timeout);
  }

  /** An acknowledgement came, or does not come any more. */
  #settle(id: unknown, error: Error | null, values: readonly unknown[] = []): void {
    const [handler, timer] = this.#acks.get(id) ?? [];
    this.link.clock.clearTimeout(timer);
    // True because what can be deleted was there.
    if (this.#acks.delete(id)) void callHandler(handler as AckHandler, [error, values]);
  }

  #joined(payload?: ConnectPayload): void {
    if (this.id) return;
    const sid = payload?.["sid"];
    if (!sid) return this.#leave("", new UpwireError("PROTOCOL_MISMATCH", "Socket.IO 2: pass protocol: eio3"));
    this.#stopJoining();
    // True of every server that means well; nothing depends on it.
    this.id = sid as string;
    for (const packet of this.sendBuffer.splice(0)) void this.link.write(packet);
    this.fire("connect");
  }

  /** Ends the membership; it is not taken up again by itself. */
  #leave(reason: string, error?: UpwireError): void {
    this.active = false;
    if (!this.link.joined().length) this.link.close();
    this.down(reason, error);
  }

  #stopJoining(): void {
    this.#joining = this.link.clock.clearTimeout(this.#joining);
  }

  #deliver(args: [unknown, ...unknown[]], ackId: number | undefined): void {
    const { id, link } = this;
    if (ackId !== undefined)
      args.push((...values: unknown[]) => {
        if (ackId === undefined) return;
        const packet = this.#packet(ACK, values, ackId);
        ackId = undefined;
        // Ids start anew with each connection, so an answer to the last one would answer something else now.
        if (id === this.id) void link.write(packet);
        else link.lost?.(packet, "DISCONNECTED");
      });
    this.fire(ANY_INCOMING, ...args);
    this.fire(...args);
  }
}
