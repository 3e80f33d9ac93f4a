import { isReserved, type SocketPacket, SocketPacketType } from "@upwire/protocol";
import type { IncomingMessage } from "node:http";
import { AddressingEmitter } from "./addressing.ts";
import type { Adapter, BroadcastFlags, Room, SocketId } from "./adapters/adapter.ts";
import type { Auth, Client } from "./client.ts";
import type { DisconnectReason } from "./disconnect-reason.ts";
import { sessionId } from "./engine/session-id.ts";
import type { Session } from "./engine/session.ts";
import { type Handshake, handshake } from "./handshake.ts";
import { type Middleware, runMiddlewares } from "./middleware.ts";
import type { Namespace } from "./namespace.ts";
import { type AckHandler, PendingAcks } from "./pending-acks.ts";
import { roomList } from "./room-set.ts";
import type { Event, SocketReservedEvents } from "./socket-events.ts";
import type {
  AllButLast,
  DecorateAcknowledgements,
  DefaultEventsMap,
  EventNames,
  EventNamesWithAck,
  EventParams,
  EventsMap,
  FirstNonErrorArg,
  Last,
  Untyped,
} from "./typed-events.ts";

/** A socket of whatever events. */
export type AnySocket = Socket<Untyped, Untyped, Untyped, Untyped>;

const GONE = "socket has been disconnected";

/** One client in one namespace. */
export class Socket<
  ListenEvents extends EventsMap = DefaultEventsMap,
  EmitEvents extends EventsMap = ListenEvents,
  ServerSideEvents extends EventsMap = DefaultEventsMap,
  SocketData = Untyped,
> extends AddressingEmitter<ListenEvents, EmitEvents, SocketReservedEvents, SocketData> {
  readonly nsp: Namespace<ListenEvents, EmitEvents, ServerSideEvents, SocketData>;
  readonly client: Client;
  /** Public: other clients may learn it. */
  readonly id: SocketId;
  readonly #auth: Auth;
  #state: "joining" | "connected" | "closing" | "closed" = "joining";
  #data: SocketData | undefined;
  #handshake: Handshake | undefined;
  #acks: PendingAcks | undefined;
  #middlewares: readonly Middleware<Event>[] | undefined;

  constructor(nsp: Namespace<ListenEvents, EmitEvents, ServerSideEvents, SocketData>, client: Client, auth: Auth) {
    super();
    this.nsp = nsp;
    this.client = client;
    this.#auth = auth;
    if (client.conn.protocol === 4) this.id = sessionId();
    else this.id = nsp.name === "/" ? client.id : `${nsp.name}#${client.id}`;
  }

  /** Whether the state of an earlier connection was recovered: never, while no adapter keeps any. */
  get recovered(): boolean {
    return false;
  }

  /** Whether events can be exchanged, for the last time in `disconnecting`. */
  get connected(): boolean {
    return this.#state === "connected" || this.#state === "closing";
  }

  /** Whether events can no longer, or not yet, be exchanged. */
  get disconnected(): boolean {
    return !this.connected;
  }

  /** The request that opened the connection, and what the client sent along to join. */
  get handshake(): Handshake {
    return (this.#handshake ??= handshake(this.client.conn, this.#auth ?? {}));
  }

  /** Whatever the application keeps with this socket; other nodes see a copy. */
  get data(): SocketData {
    // True by the application's own choice of SocketData, which starts out empty.
    return (this.#data ??= {} as SocketData);
  }

  set data(data: SocketData) {
    this.#data = data;
  }

  /** The Engine.IO session underneath, shared by all namespaces of the connection. */
  get conn(): Session {
    return this.client.conn;
  }

  /** The request that opened the connection. */
  get request(): IncomingMessage {
    return this.client.request;
  }

  /** The rooms this socket is in, its own among them. */
  get rooms(): Set<Room> {
    return this._adapter.socketRooms(this.id) ?? new Set();
  }

  /** The acknowledgements this client owes, by packet id; adapters add to them. @internal */
  get acks(): Map<number, AckHandler> {
    return this.#pending;
  }

  /** Sends an event. A function as last argument is called with the client's acknowledgement, after `timeout()` with an error first. */
  emit<Name extends EventNames<EmitEvents>>(name: Name, ...args: EventParams<EmitEvents, Name>): boolean;
  emit(...data: unknown[]): boolean {
    const [name] = data;
    if (isReserved(name)) throw new Error(`"${String(name)}" is a reserved event name`);
    const flags = this._takeFlags();
    const ack = data.at(-1);
    if (typeof ack !== "function") return this.#send({ type: SocketPacketType.EVENT, nsp: this.nsp.name, data }, flags);
    data.pop();
    const id = this.nsp._ids++;
    // True because a callback is called with whatever the peer answers.
    this.#expectAck(id, ack as AckHandler, flags?.timeout);
    return this.#send({ type: SocketPacketType.EVENT, nsp: this.nsp.name, id, data }, flags);
  }

  /** Sends an event and resolves with the client's acknowledgement; rejects on `timeout()`, and when the client is gone. */
  emitWithAck<Name extends EventNamesWithAck<EmitEvents>>(
    name: Name,
    ...args: AllButLast<EventParams<EmitEvents, Name>>
  ): Promise<FirstNonErrorArg<Last<EventParams<EmitEvents, Name>>>>;
  emitWithAck(...data: unknown[]): Promise<unknown> {
    const flags = this._takeFlags() ?? {};
    this._addFlags(flags);
    const timed = flags.timeout !== undefined;
    return new Promise((resolve, reject) => {
      const ack: AckHandler = timed
        ? (error: unknown, answer: unknown) => (error === null ? resolve(answer) : reject(error))
        : Object.assign(resolve, { abandoned: reject });
      // True because the checked door above took the same name and arguments.
      (this as AnySocket).emit(data[0] as string, ...data.slice(1), ack);
    });
  }

  /** Sends a `message` event. */
  send(...args: EventParams<EmitEvents, "message">): this {
    // True because the arguments were checked against `message` above.
    (this as AnySocket).emit("message", ...(args as unknown[]));
    return this;
  }

  /** Same as `send`. */
  write(...args: EventParams<EmitEvents, "message">): this {
    return this.send(...args);
  }

  /** Joins rooms. Without effect once disconnected. */
  join(rooms: Room | readonly Room[]): Promise<void> | void {
    if (this.#state === "closed") return;
    return this._adapter.addAll(this.id, new Set(roomList(rooms)));
  }

  /** Leaves a room. */
  leave(room: Room): Promise<void> | void {
    return this._adapter.del(this.id, room);
  }

  /** Leaves the namespace, with `close` every namespace and the connection. Without effect while it is leaving already. */
  disconnect(close = false): this {
    if (close && this.connected) {
      this.client._disconnect();
    } else if (this.#state === "connected") {
      this.client._send({ type: SocketPacketType.DISCONNECT, nsp: this.nsp.name });
      this._onClose("server namespace disconnect");
    }
    return this;
  }

  /** Gives the acknowledgement of the next event a time limit, in milliseconds; its callback then takes an error first. */
  timeout(timeout: number): Socket<ListenEvents, DecorateAcknowledgements<EmitEvents>, ServerSideEvents, SocketData> {
    this._addFlags({ timeout });
    return this;
  }

  /** Adds a middleware that sees every incoming event; `next(error)` drops it and calls this socket's `error` listeners. */
  use(middleware: (event: Event, next: (error?: Error) => void) => unknown): this {
    this.#middlewares = [...(this.#middlewares ?? []), middleware];
    return this;
  }

  /** Takes the socket in: joins its own room, then tells the client. @internal */
  _onConnect(): void {
    this.#state = "connected";
    const joined = this.join(this.id);
    if (joined instanceof Promise) joined.catch((error: unknown) => this._handlerFailed(error, "join"));
    const data = this.conn.protocol === 4 ? { sid: this.id } : undefined;
    this.client._send({ type: SocketPacketType.CONNECT, nsp: this.nsp.name, data });
  }

  /** @internal */
  _onPacket(packet: SocketPacket): void {
    switch (packet.type) {
      case SocketPacketType.EVENT:
      case SocketPacketType.BINARY_EVENT:
        return this.#onEvent(packet);
      case SocketPacketType.ACK:
      case SocketPacketType.BINARY_ACK:
        return this.#onAck(packet);
      default:
        return this._onClose("client namespace disconnect");
    }
  }

  /** Ends the socket. @internal */
  _onClose(reason: DisconnectReason, description?: unknown): void {
    if (this.#state !== "connected") return;
    // Before the handlers: one that disconnects the room it is in must not end this socket once more.
    this.#state = "closing";
    this._dispatch("disconnecting", ["disconnecting", reason, description]);
    this._cleanUp();
    this.client._left(this, reason === "server namespace disconnect");
    this._dispatch("disconnect", ["disconnect", reason, description]);
    this.#acks?.abandon(new Error(GONE));
  }

  /** Leaves all rooms and the namespace, whether it was joined or still deciding. @internal */
  _cleanUp(): void {
    this.#state = "closed";
    this.nsp._remove(this);
  }

  /** @internal */
  _handlerFailed(error: unknown, event: string): void {
    this.nsp.server._report(error, this, event);
  }

  get #pending(): PendingAcks {
    return (this.#acks ??= new PendingAcks(this.nsp.server._limits.maxPendingAcks));
  }

  /** @internal */
  protected override get _adapter(): Adapter {
    return this.nsp.adapter;
  }

  #send(packet: SocketPacket, flags: BroadcastFlags | undefined): boolean {
    this.notifyOutgoingListeners(packet);
    if (this.#state !== "closed") this.client._send(packet, flags);
    return true;
  }

  #onEvent(packet: SocketPacket): void {
    // True because the decoder lets no event through whose data is not an array.
    const data = packet.data as unknown[];
    if (packet.id !== undefined) data.push(this.#answer(packet.id));
    this._notifyIncoming(data);
    if (this.#middlewares === undefined) return this.#deliver(data);
    // True because an event's name comes first.
    const event = data as Event;
    const failed = (error: unknown): void => this._handlerFailed(error, String(data[0]));
    runMiddlewares(this.#middlewares, event, failed, (error) => (error ? this.#refused(error) : this.#deliver(data)));
  }

  #deliver(data: readonly unknown[]): void {
    if (this.disconnected) return;
    const [name] = data;
    this._dispatch(typeof name === "string" ? name : String(name), data);
  }

  #refused(error: Error): void {
    if (!this._dispatch("error", ["error", error]))
      this.nsp.server._logger.warn({ err: error }, "a socket's middleware refused an event");
  }

  #answer(id: number): (...args: unknown[]) => void {
    let answered = false;
    return (...data) => {
      if (answered || this.disconnected) return;
      answered = true;
      this.client._send({ type: SocketPacketType.ACK, nsp: this.nsp.name, id, data });
    };
  }

  #expectAck(id: number, ack: AckHandler, timeout: number | undefined): void {
    if (timeout === undefined) this.#pending.set(id, ack);
    else this.#pending.setTimed(id, ack, timeout, (...call) => this._call(...call));
    // Nobody is left to answer; told later, as an answer would be.
    if (this.#state === "closed") queueMicrotask(() => this.#pending.abandon(new Error(GONE)));
  }

  #onAck(packet: SocketPacket): void {
    const ack = packet.id === undefined ? undefined : this.#acks?.take(packet.id);
    // An id that nobody waits for is late or made up; neither hurts.
    if (ack === undefined) this.conn.server.counters.unknownAcks++;
    else if (Array.isArray(packet.data)) this._call(ack, [undefined, ...packet.data], "ack");
  }
}
