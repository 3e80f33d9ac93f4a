/** Which documented API a peer offers: that of Socket.IO 2, 3 or 4. */
export type Api = 2 | 3 | 4;

/** Which era a peer speaks on the wire: 2 is Engine.IO 3 with Socket.IO protocol 4, 4 is Engine.IO 4 with protocol 5. */
export type Wire = 2 | 4;

/** How a client reaches the server. "upgrade" starts over polling and moves to WebSocket while the scenario runs. */
export type Way = "polling" | "websocket" | "upgrade";

/** Called with whatever came off the wire. */
export type Listener = (...values: unknown[]) => void;

/** What both ends of a connection can do, the same for every generation. */
export interface PeerSocket {
  readonly id: string | undefined;
  readonly connected: boolean;
  on(event: string, listener: Listener): void;
  emit(event: string, ...values: readonly unknown[]): void;
  /** Resolves with the values of the acknowledgement. */
  request(event: string, ...values: readonly unknown[]): Promise<readonly unknown[]>;
  /** The same, rejecting when no acknowledgement came in time. */
  requestWithin(timeout: number, event: string, ...values: readonly unknown[]): Promise<readonly unknown[]>;
  /** The promise API, which resolves with the single value of the acknowledgement. */
  emitWithAck(event: string, ...values: readonly unknown[]): Promise<unknown>;
}

/** Why a namespace was refused. The V2 era carries either the message or the data, later ones both. */
export interface Refusal {
  readonly message: string | undefined;
  readonly data: unknown;
}

/** A client's end of one namespace. */
export interface ClientSocket extends PeerSocket {
  /** Called at each connection, the ones after a loss too. */
  onConnect(listener: () => void): void;
  onRefused(listener: (refusal: Refusal) => void): void;
  onDisconnect(listener: (reason: string) => void): void;
  connect(): void;
  disconnect(): void;
}

/** One link from a client to a server, shared by its namespaces. */
export interface ClientLink {
  /** The socket of a namespace; the first call opens the link. */
  of(namespace: string, auth?: Readonly<Record<string, unknown>>): ClientSocket;
  readonly transport: string | undefined;
  /** Resolves when the link has stopped moving: over "upgrade", once it runs on WebSocket. */
  settled(): Promise<void>;
  /** Resolves with the reason when the upgrade has failed and the link stays where it is. */
  upgradeFailed(): Promise<string>;
  /** Called before each attempt to come back after a loss. */
  onReconnectAttempt(listener: () => void): void;
  /** Closes the engine under the sockets, as a broken client would. */
  breakOff(): void;
  close(): void;
}

/** What a client is opened with. */
export interface ClientOptions {
  readonly way: Way;
  /** Comes back after a loss, a few milliseconds later; off unless told. */
  readonly reconnection?: boolean;
  readonly query?: Readonly<Record<string, string>>;
}

/** A client library. */
export interface ClientPeer {
  readonly name: string;
  readonly api: Api;
  readonly wire: Wire;
  link(url: string, options: ClientOptions): ClientLink;
}

/** A server's end of one namespace of one client. */
export interface ServerSocket extends PeerSocket {
  readonly namespace: string;
  readonly transport: string;
  readonly auth: unknown;
  readonly query: Readonly<Record<string, unknown>>;
  join(room: string): Promise<void>;
  leave(room: string): Promise<void>;
  /** Sends to the sockets of the rooms but itself. */
  broadcast(rooms: readonly string[], event: string, ...values: readonly unknown[]): void;
  /** `whole` closes the link and with it every namespace. */
  disconnect(whole: boolean): void;
  onDisconnect(listener: (reason: string) => void): void;
  /** Called at each heartbeat the client answered or sent. */
  onHeartbeat(listener: () => void): void;
}

/** A namespace of a server, or for a pattern all that match. */
export interface ServerNamespace {
  onConnection(listener: (socket: ServerSocket) => void): void;
  /** Refuses connections for which `judge` returns a refusal. */
  guard(judge: (socket: ServerSocket) => Refusal | undefined): void;
  /** Sends to the sockets of any of the rooms (all sockets when none is named) but those of the rooms in `except`. */
  emitTo(rooms: readonly string[], except: readonly string[], event: string, ...values: readonly unknown[]): void;
}

/** What a server is started with; absent means its own default. */
export interface ServerOptions {
  readonly pingInterval?: number;
  readonly pingTimeout?: number;
  readonly upgradeTimeout?: number;
  readonly maxHttpBufferSize?: number;
}

/** A server that listens on a port of its own. */
export interface RunningServer {
  readonly url: string;
  readonly port: number;
  of(namespace: string | RegExp): ServerNamespace;
  close(): Promise<void>;
}

/** A server library. */
export interface ServerPeer {
  readonly name: string;
  readonly api: Api;
  start(options?: ServerOptions): Promise<RunningServer>;
}
