import { type Attachment, type EncodedPacket, RESERVED_EVENTS, type SocketPacket, SocketPacketType } from "@upwire/protocol";
import type { Connection } from "./connection.ts";
import { UpwireError } from "./errors.ts";
import type { ConnectPayload, Stage } from "./feature.ts";
import { callHandler, Listeners } from "./listeners.ts";

/** Credentials for CONNECT, or a function that gives them anew at each connection. */
export type Auth = object | (() => object | Promise<object>);

/** What can be said of one namespace. */
export interface NamespaceOptions {
  auth?: Auth | undefined;
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

interface PendingAck {
  readonly handler: AckHandler;
  readonly timer: unknown;
}

/** Keys for the listeners of all incoming and all outgoing events; no event has a boolean for a name. */
export const ANY_INCOMING = true;
export const ANY_OUTGOING = false;

/** The client's end of one namespace: joining it, acknowledgements and buffers. `Socket` gives it its public face. */
export class Namespace {
  readonly nsp: string;
  readonly connection: Connection;
  readonly handlers: Listeners = new Listeners();
  /** The server's name for this connection; undefined while not connected. */
  id: string | undefined;
  connected = false;
  /** Whether the namespace is joined again by itself whenever the link comes up. */
  active = false;
  /** Whether the server went on with the session of before, see `recovery()`. */
  recovered = false;
  /** What was emitted while away, in order. */
  sendBuffer: Outgoing[] = [];
  /** Events that came before the server's CONNECT, in order. */
  receiveBuffer: SocketPacket[] = [];
  auth: Auth | undefined;
  protected flags: EmitFlags = {};
  readonly #stages: readonly Stage[];
  readonly #acks = new Map<number, PendingAck>();
  #nextId = 0;
  #joinTimer: unknown;
  /** The attempt to join that is under way, so that an outdated one knows itself. */
  #attempt: object | undefined;

  constructor(connection: Connection, nsp: string, options: NamespaceOptions) {
    this.connection = connection;
    this.nsp = nsp;
    this.auth = options.auth;
    this.#stages = (connection.options.features ?? []).map((feature) => feature(this));
  }

  /** Joins the namespace, and opens the link if need be; needed after a refusal and after either side has left. */
  connect(): this {
    if (!this.active) {
      this.active = true;
      this.linkUp();
    }
    this.connection.start();
    return this;
  }

  /** Leaves the namespace; the link goes down with the last one. */
  disconnect(): this {
    if (this.connected) this.connection.write(this.#outgoing(SocketPacketType.DISCONNECT));
    this.leave("io client disconnect");
    return this;
  }

  /** For the link: it is up. */
  linkUp(): void {
    const { connection, nsp } = this;
    if (!this.active || connection.state !== "connected") return;
    if (nsp === "/" && connection.rootJoined) return this.#joined({});
    this.#joinTimer = connection.after(() => {
      this.handlers.fire("connect_error", new UpwireError("CONNECT_TIMEOUT", `${nsp} not joined in time: does auth resolve, does the server answer?`));
    });
    // Servers of protocol 4 join everybody to `/` by themselves.
    if (nsp !== "/" || !connection.v4) void this.#join();
  }

  /** For the link: it came down, or did not come up. */
  linkDown(reason: string, error: UpwireError): void {
    this.#stopJoining();
    if (this.connected) this.#disconnected(reason, error);
    else this.handlers.fire("connect_error", error);
  }

  /** For the link: a packet of this namespace came. */
  receive(packet: SocketPacket): void {
    const { type, data } = packet;
    if (!this.active) return;
    if (type === SocketPacketType.EVENT) {
      if (this.connected) this.#deliver(packet);
      else if (this.receiveBuffer.length < this.connection.maxBuffered) this.receiveBuffer.push(packet);
    } else if (type === SocketPacketType.ACK) {
      // True because the decoder refuses an ack without id and array.
      this.#settle(packet.id as number, null, data as unknown[]);
    } else if (type === SocketPacketType.CONNECT) {
      if (!this.connected) this.#joined((data ?? {}) as ConnectPayload);
    } else if (type === SocketPacketType.DISCONNECT) {
      this.leave("io server disconnect");
    } else {
      this.#refused(data);
    }
  }

  /** Ends the membership; it is not taken up again by itself. */
  leave(reason: string): void {
    this.active = false;
    this.#stopJoining();
    if (this.nsp === "/") this.connection.rootJoined = false;
    this.connection.release();
    if (this.connected) this.#disconnected(reason);
  }

  /** What to send with CONNECT; may throw or reject. */
  protected credentials(): unknown {
    const { auth } = this;
    return typeof auth === "function" ? auth() : auth;
  }

  /** Sends an event now, or keeps it until the namespace is joined. Throws on a reserved name and on what JSON cannot say. */
  protected transmit(data: readonly unknown[], handler?: AckHandler): void {
    const { connection, flags } = this;
    const { volatile, timeout } = flags;
    this.flags = {};
    // True or harmless: what is not a string is in no set of strings.
    if (RESERVED_EVENTS.has(data[0] as string)) throw new UpwireError("RESERVED_EVENT", `"${String(data[0])}" is reserved: emit another name`);
    const packet = this.#outgoing(SocketPacketType.EVENT, data, handler && this.#nextId++);
    // Asked before the ack is registered, because an expired session goes down here and takes registered acks along.
    const ready = this.connected && !connection.check();
    const full = (handler ? this.#acks.size : 0) >= connection.maxBuffered || (!ready && this.sendBuffer.length >= connection.maxBuffered);
    if (full || (volatile && !(ready && connection.writable))) return this.#refuse(packet, full ? "BUFFER_FULL" : "VOLATILE_DROPPED", handler);
    if (handler) this.#await(packet, handler, timeout);
    if (ready) this.#write(packet);
    else this.sendBuffer.push(packet);
  }

  /** `emit` with the acknowledgement callback, if any, as last argument. */
  protected post(data: readonly unknown[]): void {
    const callback = data.at(-1);
    if (typeof callback !== "function") return this.transmit(data);
    const takesError = this.flags.timeout !== undefined;
    this.transmit(data.slice(0, -1), (error, values) => {
      if (takesError) callback(error, ...values);
      else if (!error) callback(...values);
    });
  }

  /** `emitWithAck`. */
  protected ask(data: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.transmit(data, (error, values) => (error ? reject(error) : resolve(values[0])));
    });
  }

  #outgoing(type: SocketPacketType, data?: unknown, id?: number): Outgoing {
    return this.#encoded(id === undefined ? { type, nsp: this.nsp, data } : { type, nsp: this.nsp, data, id });
  }

  #encoded(packet: SocketPacket): Outgoing {
    return { ...packet, encoded: this.connection.encode(packet) };
  }

  #write(packet: Outgoing): void {
    // True because only events come here, and theirs is an array.
    this.handlers.fire(ANY_OUTGOING, ...(packet.data as unknown[]));
    this.connection.write(packet);
  }

  #refuse(packet: Outgoing, code: "BUFFER_FULL" | "VOLATILE_DROPPED", handler?: AckHandler): void {
    this.connection.lost(packet, code);
    if (handler) callHandler(handler, [new UpwireError(code, "the event was not sent"), []]);
  }

  #await(packet: Outgoing, handler: AckHandler, timeout: number | undefined): void {
    // True because a packet that is acknowledged has an id.
    const id = packet.id as number;
    const timer =
      timeout !== undefined &&
      this.connection.clock.setTimeout(() => {
        this.sendBuffer = this.sendBuffer.filter((buffered) => buffered !== packet);
        this.#settle(id, new UpwireError("ACK_TIMEOUT", "operation has timed out"));
      }, timeout);
    this.#acks.set(id, { handler, timer });
  }

  #settle(id: number, error: Error | null, values: readonly unknown[] = []): void {
    const ack = this.#acks.get(id);
    if (!ack) return;
    this.#acks.delete(id);
    if (ack.timer) this.connection.clock.clearTimeout(ack.timer);
    callHandler(ack.handler, [error, values]);
  }

  async #join(): Promise<void> {
    const attempt = (this.#attempt = {});
    let payload: ConnectPayload | undefined;
    try {
      // True because an object can always be read by name.
      payload = (await this.credentials()) as ConnectPayload | undefined;
    } catch (cause) {
      if (this.#attempt === attempt) this.#fail(new UpwireError("AUTH_FAILED", "auth threw: see cause, then connect() again", { cause }));
      return;
    }
    if (this.#attempt !== attempt) return;
    for (const stage of this.#stages) payload = stage.joining ? stage.joining(payload) : payload;
    this.connection.write(this.#encoded(this.connection.connectPacket(this.nsp, payload)));
  }

  #stopJoining(): void {
    this.#attempt = undefined;
    this.connection.clock.clearTimeout(this.#joinTimer);
  }

  #joined(payload: ConnectPayload): void {
    const { session, v4 } = this.connection;
    const sid = v4 ? (this.nsp === "/" ? "" : `${this.nsp}#`) + session?.id : payload["sid"];
    if (typeof sid !== "string") return this.#fail(new UpwireError("PROTOCOL_MISMATCH", "this is a Socket.IO 2 server: pass `protocol: eio3` from @upwire/sdk/eio3"));
    this.#stopJoining();
    this.id = sid;
    this.recovered = false;
    for (const stage of this.#stages) stage.joined?.(payload);
    this.connected = true;
    for (const packet of this.sendBuffer.splice(0)) this.#write(packet);
    for (const packet of this.receiveBuffer.splice(0)) this.#deliver(packet);
    this.handlers.fire("connect");
  }

  #refused(data: unknown): void {
    const refusal = typeof data === "object" && data !== null ? data : { message: data };
    const message = "message" in refusal ? String(refusal.message) : "refused by the server";
    const error = new UpwireError("CONNECT_REFUSED", message);
    this.#fail(Object.assign(error, { data: "data" in refusal ? refusal.data : undefined }));
  }

  #fail(error: UpwireError): void {
    this.leave("io server disconnect");
    this.handlers.fire("connect_error", error);
  }

  #disconnected(reason: string, error?: UpwireError): void {
    this.connected = false;
    this.id = undefined;
    const kept = new Set(this.sendBuffer.map((packet) => packet.id));
    for (const id of this.#acks.keys()) {
      if (!kept.has(id)) this.#settle(id, new UpwireError("DISCONNECTED", "socket has been disconnected"));
    }
    this.handlers.fire("disconnect", reason, error);
  }

  #deliver(packet: SocketPacket): void {
    for (const stage of this.#stages) stage.event?.(packet);
    const { id, data } = packet;
    // True because the decoder refuses an event that is no array.
    const args = data as unknown[];
    if (id !== undefined) args.push(this.#ackSender(id));
    this.handlers.fire(ANY_INCOMING, ...args);
    this.handlers.fire(...(args as [unknown]));
  }

  #ackSender(id: number): (...values: unknown[]) => void {
    const { id: sid } = this;
    let sent = false;
    return (...values) => {
      if (sent) return;
      sent = true;
      const packet = this.#outgoing(SocketPacketType.ACK, values, id);
      // Ids start anew with each connection, so an answer to the last one would answer something else now.
      if (this.connected && this.id === sid) this.connection.write(packet);
      else this.connection.lost(packet, "DISCONNECTED");
    };
  }
}
