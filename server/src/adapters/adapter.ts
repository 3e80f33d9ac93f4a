import type { Untyped } from "../typed-events.ts";

/** A room's name. */
export type Room = string;

/** A socket's id, which is public; the id of the session below is not. */
export type SocketId = string;

/** The secret with which a client asks for its session back (connection state recovery). */
export type PrivateSessionId = string;

/** How a packet is to be sent. */
export interface BroadcastFlags {
  /** Drop the packet for receivers that cannot take it now. */
  volatile?: boolean;
  /** Whether compression may be used where the transport offers it. */
  compress?: boolean;
  /** Stay on this node. */
  local?: boolean;
  broadcast?: boolean;
  binary?: boolean;
  /** How long to wait for acknowledgements, in milliseconds. */
  timeout?: number;
  /** The one answer is handed over by itself instead of in an array. */
  expectSingleResponse?: boolean;
}

/** Who receives: the members of any of `rooms` (everybody if empty) without the members of any of `except`. */
export interface BroadcastOptions {
  rooms: Set<Room>;
  except?: Set<Room>;
  flags?: BroadcastFlags;
}

/** A packet on its way through an adapter, which fills in the namespace and, for acknowledgements, the id. */
export interface AdapterPacket {
  type: number;
  nsp?: string;
  id?: number;
  data: unknown[];
}

/** What is kept of a socket whose connection broke (connection state recovery). */
export interface SessionToPersist {
  sid: SocketId;
  pid: PrivateSessionId;
  rooms: Room[];
  data: unknown;
}

/** A kept session with what its client has missed. */
export type RestoredSession = SessionToPersist & { missedPackets: unknown[][] };

/** What an adapter tells of a socket, local or on another node. */
export interface SocketDetails {
  readonly id: SocketId;
  readonly handshake: Untyped;
  readonly rooms: Set<Room> | readonly Room[];
  readonly data: Untyped;
}

/**
 * Rooms and broadcast of one namespace. Structurally the contract of socket.io-adapter 2.5, so that published adapters
 * plug in. They reach into the namespace they are given: see `Namespace`, `Socket` and `Client` for what they find there.
 */
export interface Adapter {
  /** The namespace it serves. */
  readonly nsp: Untyped;
  /** Members by room. Every socket is in the room of its own id. */
  readonly rooms: Map<Room, Set<SocketId>>;
  /** Rooms by socket. */
  readonly sids: Map<SocketId, Set<Room>>;
  init(): Promise<void> | void;
  close(): Promise<void> | void;
  /** How many nodes the cluster has, this one included. */
  serverCount(): Promise<number>;
  addAll(id: SocketId, rooms: Set<Room>): Promise<void> | void;
  del(id: SocketId, room: Room): Promise<void> | void;
  delAll(id: SocketId): void;
  broadcast(packet: AdapterPacket, options: BroadcastOptions): void;
  /** `clientCount` is called once per node with its number of receivers, `ack` once per receiver that answers. */
  broadcastWithAck(
    packet: AdapterPacket,
    options: BroadcastOptions,
    clientCount: (count: number) => void,
    ack: (...args: Untyped[]) => void,
  ): void;
  sockets(rooms: Set<Room>): Promise<Set<SocketId>>;
  socketRooms(id: SocketId): Set<Room> | undefined;
  fetchSockets(options: BroadcastOptions): Promise<SocketDetails[]>;
  addSockets(options: BroadcastOptions, rooms: Room[]): void;
  delSockets(options: BroadcastOptions, rooms: Room[]): void;
  disconnectSockets(options: BroadcastOptions, close: boolean): void;
  /** Sends to the other nodes; the last element may be a callback for their answers. */
  serverSideEmit(packet: unknown[]): void;
  persistSession(session: SessionToPersist): void;
  /** The session of `pid` if it and everything after `offset` is still there. */
  restoreSession(pid: PrivateSessionId, offset: string): Promise<RestoredSession> | Promise<undefined> | null;
  // The events are `create-room`, `delete-room` (room) and `join-room`, `leave-room` (room, socket id).
  on(event: string, listener: (...args: Untyped[]) => void): unknown;
}

/** Makes the adapter of a namespace: a class, or a function that returns one. */
export type AdapterConstructor = (new (nsp: Untyped) => Adapter) | ((nsp: Untyped) => Adapter);
