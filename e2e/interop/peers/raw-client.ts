/** What the client libraries of all generations have in common, as their documentation has it. */
export interface RawClientSocket {
  id?: string | undefined;
  connected: boolean;
  io: RawManager;
  on(event: string, listener: (...values: unknown[]) => void): unknown;
  emit(event: string, ...values: unknown[]): unknown;
  connect(): unknown;
  disconnect(): unknown;
  /** Only the API of 4.4 and later. */
  timeout?(timeout: number): { emit(event: string, ...values: unknown[]): unknown };
  /** Only the API of 4.6 and later. */
  emitWithAck?(event: string, ...values: unknown[]): Promise<unknown>;
}

/** The link under the sockets. */
export interface RawManager {
  /** Absent where the manager has never opened. */
  engine?: RawClientEngine | undefined;
  socket(namespace: string, options?: { auth?: Record<string, unknown> }): RawClientSocket;
  on(event: "reconnect_attempt", listener: (attempt: number) => void): unknown;
}

/** The Engine.IO session under the link. */
export interface RawClientEngine {
  transport: { name: string };
  once(event: "upgrade", listener: () => void): unknown;
  once(event: "upgradeError", listener: (error: Error) => void): unknown;
  close(): unknown;
}

/** The options of a client that the scenarios use. */
export interface RawClientOptions {
  forceNew: boolean;
  transports: string[];
  reconnection: boolean;
  reconnectionDelay: number;
  reconnectionDelayMax: number;
  query?: Record<string, string>;
  auth?: Record<string, unknown>;
}

/** The `io` function of a client library. */
export type RawConnect = (url: string, options: RawClientOptions) => RawClientSocket;
