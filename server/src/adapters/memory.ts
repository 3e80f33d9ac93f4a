import { SocketPacketType } from "@upwire/protocol";
import { Emitter } from "../emitter.ts";
import type { AnyNamespace } from "../namespace.ts";
import type { AnySocket } from "../socket.ts";
import type { DefaultEventsMap, Untyped } from "../typed-events.ts";
import type {
  Adapter,
  AdapterPacket,
  BroadcastOptions,
  PrivateSessionId,
  RestoredSession,
  Room,
  SessionToPersist,
  SocketDetails,
  SocketId,
} from "./adapter.ts";
import { MembershipMap } from "./membership-map.ts";

/** What an adapter tells of rooms. */
export interface RoomEvents {
  "create-room": (room: Room) => void;
  "delete-room": (room: Room) => void;
  "join-room": (room: Room, id: SocketId) => void;
  "leave-room": (room: Room, id: SocketId) => void;
}

/** The rooms of one namespace on this node alone: the default adapter, and what adapters for clusters build on. */
export class MemoryAdapter extends Emitter<DefaultEventsMap, RoomEvents> implements Adapter {
  readonly nsp: AnyNamespace;
  readonly rooms: MembershipMap = new MembershipMap();
  readonly sids: MembershipMap = new MembershipMap();

  constructor(nsp: AnyNamespace) {
    super();
    this.nsp = nsp;
  }

  /** Called once, when the namespace is made. */
  init(): Promise<void> | void {}

  /** Called once, when the server or the namespace closes. */
  close(): Promise<void> | void {}

  /** This node alone. */
  serverCount(): Promise<number> {
    return Promise.resolve(1);
  }

  /** Puts a socket into rooms. */
  addAll(id: SocketId, rooms: Set<Room>): Promise<void> | void {
    if (rooms.size === 1 && rooms.has(id) && !this.sids.has(id) && !this.rooms.has(id)) return this.#addItself(id);
    let joined = this.sids.get(id);
    if (joined === undefined) this.sids.set(id, (joined = new Set()));
    for (const room of rooms) {
      joined.add(room);
      this.#enter(room, id);
    }
  }

  /** Takes a socket out of a room. */
  del(id: SocketId, room: Room): Promise<void> | void {
    this.sids.get(id)?.delete(room);
    this.#leave(room, id);
  }

  /** Takes a socket out of everything. */
  delAll(id: SocketId): void {
    if (this.sids.isItself(id) && this.rooms.isItself(id)) this.#deleteItself(id);
    else for (const room of this.sids.get(id) ?? []) this.#leave(room, id);
    this.sids.delete(id);
  }

  /** Sends one packet to many: encoded once, and each wire form of it is made once. */
  broadcast(packet: AdapterPacket, options: BroadcastOptions): void {
    const { name, server } = this.nsp;
    packet.nsp = name;
    const message = server._codec.encode({ type: SocketPacketType.EVENT, nsp: name, data: packet.data });
    const { flags } = options;
    this.#visit(options, (socket) => {
      socket.notifyOutgoingListeners(packet);
      socket.client._write(message, flags);
    });
  }

  /** As `broadcast`, with one id for all receivers under which each keeps `ack`. */
  broadcastWithAck(
    packet: AdapterPacket,
    options: BroadcastOptions,
    clientCount: (count: number) => void,
    ack: (...args: Untyped[]) => void,
  ): void {
    const { name, server } = this.nsp;
    const id = this.nsp._ids++;
    packet.nsp = name;
    packet.id = id;
    const message = server._codec.encode({ type: SocketPacketType.EVENT, nsp: name, id, data: packet.data });
    const { flags } = options;
    let count = 0;
    this.#visit(options, (socket) => {
      count++;
      socket.acks.set(id, ack);
      socket.notifyOutgoingListeners(packet);
      socket.client._write(message, flags);
    });
    clientCount(count);
  }

  /** The ids of the sockets in any of `rooms`, of all sockets if there are none. */
  sockets(rooms: Set<Room>): Promise<Set<SocketId>> {
    const ids = new Set<SocketId>();
    this.#visit({ rooms }, (socket) => ids.add(socket.id));
    return Promise.resolve(ids);
  }

  /** The rooms of a socket. */
  socketRooms(id: SocketId): Set<Room> | undefined {
    return this.sids.get(id);
  }

  /** The matching sockets themselves. */
  fetchSockets(options: BroadcastOptions): Promise<SocketDetails[]> {
    const found: SocketDetails[] = [];
    this.#visit(options, (socket) => found.push(socket));
    return Promise.resolve(found);
  }

  /** Makes the matching sockets join rooms. */
  addSockets(options: BroadcastOptions, rooms: Room[]): void {
    this.#visit(options, (socket) => void socket.join(rooms));
  }

  /** Makes the matching sockets leave rooms. */
  delSockets(options: BroadcastOptions, rooms: Room[]): void {
    this.#visit(options, (socket) => {
      for (const room of rooms) void socket.leave(room);
    });
  }

  /** Disconnects the matching sockets, with `close` their whole connections. */
  disconnectSockets(options: BroadcastOptions, close: boolean): void {
    this.#visit(options, (socket) => socket.disconnect(close));
  }

  /** There is no other node: a callback is told at once that nobody answers. */
  serverSideEmit(packet: unknown[]): void {
    const ack = packet.at(-1);
    if (typeof ack === "function") ack(null, []);
  }

  /** Nothing is kept. */
  persistSession(_session: SessionToPersist): void {}

  /** Nothing was kept. */
  restoreSession(_pid: PrivateSessionId, _offset: string): Promise<RestoredSession> | Promise<undefined> | null {
    return null;
  }

  /** Tells the listeners of `create-room`, `join-room`, `leave-room` and `delete-room`, and of what a subclass adds. */
  emit(event: string, ...args: unknown[]): boolean {
    return this._dispatch(event, [event, ...args]);
  }

  /** Reports what a listener threw. @internal */
  _handlerFailed(error: unknown, event: string): void {
    this.nsp.server._report(error, undefined, event);
  }

  #addItself(id: SocketId): void {
    this.sids.setItself(id);
    this.rooms.setItself(id);
    this.emit("create-room", id);
    this.emit("join-room", id, id);
  }

  #deleteItself(id: SocketId): void {
    this.rooms.delete(id);
    this.emit("leave-room", id, id);
    this.emit("delete-room", id);
  }

  #enter(room: Room, id: SocketId): void {
    let members = this.rooms.get(room);
    if (members === undefined) {
      this.rooms.set(room, (members = new Set()));
      this.emit("create-room", room);
    }
    if (members.has(id)) return;
    members.add(id);
    this.emit("join-room", room, id);
  }

  #leave(room: Room, id: SocketId): void {
    const members = this.rooms.get(room);
    if (members === undefined) return;
    if (members.delete(id)) this.emit("leave-room", room, id);
    if (members.size === 0 && this.rooms.delete(room)) this.emit("delete-room", room);
  }

  /** Visits each matching socket once. */
  #visit(options: BroadcastOptions, visit: (socket: AnySocket) => void): void {
    const { rooms } = options;
    const excluded = this.#excluded(options.except);
    if (rooms.size === 0) {
      for (const socket of this.nsp.sockets.values()) if (!excluded?.has(socket.id)) visit(socket);
      return;
    }
    // Who was already visited matters only where somebody can be in two of the rooms.
    const seen = rooms.size > 1 ? new Set<SocketId>() : undefined;
    for (const room of rooms) this.#visitRoom(room, excluded, seen, visit);
  }

  #visitRoom(
    room: Room,
    excluded: Set<SocketId> | undefined,
    seen: Set<SocketId> | undefined,
    visit: (socket: AnySocket) => void,
  ): void {
    for (const id of this.#members(room)) {
      if (excluded?.has(id) || seen?.has(id)) continue;
      const socket = this.nsp.sockets.get(id);
      if (socket === undefined) continue;
      seen?.add(id);
      visit(socket);
    }
  }

  #members(room: Room): Iterable<SocketId> {
    return this.rooms.isItself(room) ? [room] : (this.rooms.get(room) ?? []);
  }

  #excluded(except: Set<Room> | undefined): Set<SocketId> | undefined {
    if (except === undefined || except.size === 0) return undefined;
    if (except.size === 1) {
      const [room] = except;
      // `except` itself is then the set of that one socket.
      if (room !== undefined) return this.rooms.isItself(room) ? except : this.rooms.get(room);
    }
    const ids = new Set<SocketId>();
    for (const room of except) for (const id of this.#members(room)) ids.add(id);
    return ids;
  }
}
