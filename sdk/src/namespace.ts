import {
  ACK,
  type Attachment,
  type EncodedPacket,
  EVENT,
  RESERVED_EVENTS,
  type SocketPacket,
  type SocketPacketType,
} from "@upwire/protocol";
import type { Connection } from "./connection.ts";
import { UpwireError, type UpwireErrorCode, type UpwireErrorDetail } from "./errors.ts";
import type { ConnectPayload } from "./feature.ts";
import { callHandler, Listeners } from "./listeners.ts";

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
  readonly encoded: EncodedPacket<Attachment>;
}

/** Called once: with the error, or with null and what the other side answered. */
export type AckHandler = (error: Error | null, values: readonly unknown[]) => void;

/** Key for the listeners of all incoming events; no event has a boolean for a name. */
export const ANY_INCOMING = true;

const CONNECT = 0;
const DISCONNECT = 1;

/** The client's end of one namespace: joining it, acknowledgements and buffers. `Socket` gives it its public face. */
export class Namespace {
  declare readonly nsp: string;
  declare readonly connection: Connection;
  readonly handlers: Listeners = new Listeners();
  /** The server's name for this connection; undefined while not connected. */
  declare id: string | undefined;
  /** Whether the namespace is joined again by itself whenever the link comes up. */
  active = false;
  /** Whether the server went on with the session of before, see `recovery()`. */
  declare recovered?: boolean;
  declare auth: Auth | undefined;
  /** What was emitted while away, in order. */
  sendBuffer: Outgoing[] = [];
  /** Events that came before the server's CONNECT, in order. */
  receiveBuffer: SocketPacket[] = [];
  protected flags: EmitFlags = {};
  /** How acknowledgements that are waited for end, by id. */
  readonly #acks = new Map<unknown, AckHandler>();
  #nextId = 0;
  /** The wait for the server's answer: while an attempt to join is under way, and it is known by it. */
  #joining: unknown;

  constructor(connection: Connection, nsp: string, { auth }: NamespaceOptions) {
    this.connection = connection;
    this.nsp = nsp;
    this.auth = auth;
    connection.options.features?.forEach((feature) => feature(this));
  }

  get connected(): boolean {
    return !!this.id;
  }

  /** Joins the namespace, and opens the link if need be; needed after a refusal and after either side has left. */
  connect(): this {
    if (!this.active) {
      this.active = true;
      void this.linkUp();
    }
    this.connection.start();
    return this;
  }

  /** Leaves the namespace; the link goes down with the last one. */
  disconnect(): this {
    if (this.id) this.connection.write(this.#packet(DISCONNECT));
    this.#leave("io client disconnect");
    return this;
  }

  /** For the link: it may be up. Never rejects. */
  async linkUp(): Promise<void> {
    const { active, connection, handlers } = this;
    if (!active || connection.state !== "connected") return;
    const joining = (this.#joining = connection.limit((error) => handlers.fire("connect_error", error)));
    try {
      // True because an object can always be read by name.
      const payload = (await this.credentials()) as ConnectPayload | undefined;
      if (this.#joining === joining) connection.join(this.nsp, payload);
    } catch (cause) {
      if (this.#joining === joining) this.#fail("AUTH_FAILED", "auth failed: see cause", { cause });
    }
  }

  /** For the link: it came down, or did not come up. */
  linkDown(reason: string, error: UpwireError): void {
    if (!this.active) return;
    this.#stopJoining();
    if (this.id) this.#disconnected(reason, error);
    else this.handlers.fire("connect_error", error);
  }

  /** For the link: a packet of this namespace came. */
  receive(packet: SocketPacket): void {
    const { type, id, data } = packet;
    if (!this.active) return;
    // The casts are true because the decoder refuses an ack without an array, and a CONNECT whose data is no object.
    if (type === EVENT) {
      if (this.id) this.#deliver(packet);
      else if (!this.connection.full(this.receiveBuffer.length)) this.receiveBuffer.push(packet);
    } else if (type === ACK) this.#acks.get(id)?.(null, data as unknown[]);
    else if (type === DISCONNECT) this.#leave("io server disconnect");
    else if (type === CONNECT) this.#joined(data as ConnectPayload | undefined);
    else {
      // True because the decoder lets through objects and, from protocol 4, strings; both can be read by name.
      const { message = data, data: detail } = data as ConnectPayload;
      this.#fail("CONNECT_REFUSED", String(message), { data: detail });
    }
  }

  /** What to send with CONNECT; may throw or reject. */
  credentials(): unknown {
    const { auth } = this;
    return typeof auth === "function" ? auth() : auth;
  }

  /** Sends an event now, or keeps it until the namespace is joined. Throws on a reserved name and on what JSON cannot say. */
  transmit(data: readonly unknown[], handler?: AckHandler): void {
    const { connection, flags } = this;
    const { session } = connection;
    const [name] = data;
    this.flags = {};
    // True because the set is only asked.
    if (RESERVED_EVENTS.has(name as string))
      throw new UpwireError("RESERVED_EVENT", `${String(name)} is reserved: emit another name`);
    const packet = this.#packet(EVENT, data, handler && this.#nextId++);
    // Asked before the ack is registered, because an expired session goes down here and takes registered acks along.
    const ready = this.id && !session?.expired();
    const refusal =
      (handler && connection.full(this.#acks.size)) || (!ready && connection.full(this.sendBuffer.length))
        ? "BUFFER_FULL"
        : flags.volatile && !(ready && session?.writable) && "VOLATILE_DROPPED";
    if (refusal) {
      connection.lost(packet, refusal);
      if (handler) callHandler(handler, [new UpwireError(refusal, "not sent"), []]);
      return;
    }
    if (handler) this.#await(packet, handler, flags.timeout);
    if (ready) connection.write(packet);
    else this.sendBuffer.push(packet);
  }

  /** `emit` with the acknowledgement callback, if any, as last argument. */
  protected post(data: readonly unknown[]): void {
    const callback = data.at(-1);
    if (typeof callback !== "function") return this.transmit(data);
    const { timeout } = this.flags;
    this.transmit(data.slice(0, -1), (error, values) => {
      if (timeout !== undefined) callback(error, ...values);
      else if (!error) callback(...values);
    });
  }

  /** `emitWithAck`. */
  protected ask(data: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.transmit(data, (error, [value]) => (error ? reject(error) : resolve(value)));
    });
  }

  #packet(type: SocketPacketType, data?: unknown, id?: number): Outgoing {
    return this.connection.encoded({ type, nsp: this.nsp, data, id });
  }

  #await(packet: Outgoing, handler: AckHandler, timeout: number | undefined): void {
    const { clock } = this.connection;
    const settle: AckHandler = (error, values) => {
      this.#acks.delete(packet.id);
      clock.clearTimeout(timer);
      callHandler(handler, [error, values]);
    };
    const late = (): void => {
      this.sendBuffer = this.sendBuffer.filter((waiting) => waiting !== packet);
      settle(new UpwireError("ACK_TIMEOUT", "operation has timed out"), []);
    };
    const timer = timeout !== undefined && clock.setTimeout(late, timeout);
    this.#acks.set(packet.id, settle);
  }

  #joined(payload?: ConnectPayload): void {
    if (this.id) return;
    const sid = payload?.["sid"];
    if (!sid || typeof sid !== "string")
      return this.#fail("PROTOCOL_MISMATCH", "a Socket.IO 2 server: pass protocol: eio3");
    this.#stopJoining();
    this.id = sid;
    for (const packet of this.sendBuffer.splice(0)) this.connection.write(packet);
    for (const packet of this.receiveBuffer.splice(0)) this.#deliver(packet);
    this.handlers.fire("connect");
  }

  #fail(code: UpwireErrorCode, message: string, detail?: UpwireErrorDetail): void {
    this.#leave("");
    this.handlers.fire("connect_error", new UpwireError(code, message, detail));
  }

  /** Ends the membership; it is not taken up again by itself. */
  #leave(reason: string): void {
    this.active = false;
    this.#stopJoining();
    this.connection.release();
    if (this.id) this.#disconnected(reason);
  }

  #stopJoining(): void {
    this.connection.clock.clearTimeout(this.#joining);
    this.#joining = undefined;
  }

  #disconnected(reason: string, error?: UpwireError): void {
    this.id = undefined;
    const kept = new Set<unknown>(this.sendBuffer.map(({ id }) => id));
    for (const [id, settle] of this.#acks) {
      if (!kept.has(id)) settle(new UpwireError("DISCONNECTED", "socket has been disconnected"), []);
    }
    this.handlers.fire("disconnect", reason, error);
  }

  #deliver({ id: ackId, data }: SocketPacket): void {
    const { id, connection, handlers } = this;
    // True because the decoder refuses an event that is no array with a name.
    const args = data as [unknown];
    let answered = ackId === undefined;
    if (!answered)
      args.push((...values: unknown[]) => {
        if (answered) return;
        answered = true;
        const packet = this.#packet(ACK, values, ackId);
        // Ids start anew with each connection, so an answer to the last one would answer something else now.
        if (id === this.id) connection.write(packet);
        else connection.lost(packet, "DISCONNECTED");
      });
    handlers.fire(ANY_INCOMING, ...args);
    handlers.fire(...args);
  }
}
