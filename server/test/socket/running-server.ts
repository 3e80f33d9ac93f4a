import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, type ServerOptions } from "@upwire/server";
import { type ManagerOptions, type Socket as ClientSocket, type SocketOptions, io as connect } from "socket.io-client";
import { onTestFinished } from "vitest";
import { RawWebSocket } from "../raw-web-socket.ts";

/** What the tests use of a client of the generations 2 and 3. */
export interface OldSocket {
  readonly id: string;
  readonly connected: boolean;
  on(event: string, listener: (...args: unknown[]) => void): this;
  once(event: string, listener: (...args: unknown[]) => void): this;
  emit(event: string, ...args: unknown[]): this;
  disconnect(): this;
}

/** What the server has logged. */
export interface LogEntry {
  readonly level: "debug" | "warn" | "error";
  readonly detail: Record<string, unknown>;
  readonly message: string;
}

/** A server on a port of its own, and clients that end with the test. */
export class RunningServer {
  readonly io: Server;
  readonly http: HttpServer;
  readonly logs: LogEntry[] = [];
  readonly #clients: ClientSocket[] = [];

  constructor(options: ServerOptions = {}) {
    const log =
      (level: LogEntry["level"]) =>
      (detail: object, message: string): void =>
        void this.logs.push({ level, detail: { ...detail }, message });
    this.http = createServer();
    this.io = new Server(this.http, {
      logger: { debug: log("debug"), warn: log("warn"), error: log("error") },
      ...options,
    });
  }

  get url(): string {
    const { port } = this.http.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** An official client, which connects by itself. */
  client(path = "", options: Partial<ManagerOptions & SocketOptions> = {}): ClientSocket {
    const client = connect(this.url + path, {
      transports: ["websocket"],
      forceNew: true,
      reconnection: false,
      ...options,
    });
    this.#clients.push(client);
    return client;
  }

  /** An official client that has connected, and its socket here. */
  async pair(path = "", options: Partial<ManagerOptions & SocketOptions> = {}): Promise<Pair> {
    const nsp = path === "" ? "/" : path;
    const client = this.client(path, options);
    const [[socket]] = await Promise.all([once(this.io.of(nsp), "connection"), heard(client, "connect")]);
    return { client, socket };
  }

  /** A WebSocket that speaks in literal bytes. */
  raw(query = "EIO=4"): Promise<RawWebSocket> {
    return RawWebSocket.open(`${this.url.replace("http", "ws")}/socket.io/?${query}&transport=websocket`);
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.disconnect();
    await this.io.close();
  }
}

export interface Pair {
  readonly client: ClientSocket;
  readonly socket: import("@upwire/server").Socket;
}

/** Starts a server that ends with the test. */
export async function runningServer(options: ServerOptions = {}): Promise<RunningServer> {
  const server = new RunningServer(options);
  onTestFinished(() => server.close());
  server.http.listen(0, "127.0.0.1");
  await once(server.http, "listening");
  return server;
}

/** The arguments of the next `event`. */
export function heard(
  emitter: { once(event: string, listener: (...args: unknown[]) => void): unknown },
  event: string,
): Promise<unknown[]> {
  return new Promise((resolve) => {
    emitter.once(event, (...args: unknown[]) => resolve(args));
  });
}
