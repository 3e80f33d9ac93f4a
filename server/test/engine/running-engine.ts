import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, request, type Server as HttpServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { type AttachOptions, Engine, type EngineOptions, type Session } from "@upwire/server/engine";
import { onTestFinished } from "vitest";
import type { ClientOptions } from "ws";
import { RawWebSocket } from "../raw-web-socket.ts";
import { UPGRADE_HEADERS } from "../upgrade-headers.ts";

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
}

/** A request in literal pieces. */
export interface Ask {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
}

/** An engine on a port of its own that ends with the test. */
export class RunningEngine {
  readonly engine: Engine;
  readonly http: HttpServer = createServer();
  readonly logs: string[] = [];
  readonly #sessions: Session[] = [];
  readonly #waiting: ((session: Session) => void)[] = [];

  constructor(options: EngineOptions, attach: AttachOptions) {
    const log = (_detail: object, message: string): void => void this.logs.push(message);
    this.engine = new Engine({ logger: { debug: log, warn: log, error: log }, ...options });
    this.engine.attach(this.http, attach);
    this.engine.on("connection", (session) => {
      const waiting = this.#waiting.shift();
      if (waiting) waiting(session);
      else this.#sessions.push(session);
    });
  }

  get port(): number {
    const { port } = this.http.address() as AddressInfo;
    return port;
  }

  /** The next session to open, or the oldest that nobody has asked for. */
  session(): Promise<Session> {
    const opened = this.#sessions.shift();
    return opened ? Promise.resolve(opened) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  ask(query: string, { method = "GET", headers = {}, body }: Ask = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const path = query.startsWith("/") ? query : `/engine.io/?${query}`;
      const sent = request({ port: this.port, host: "127.0.0.1", path, method, headers, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const bytes = Buffer.concat(chunks);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString() });
        });
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }

  post(sid: string, body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Answer> {
    return this.ask(`EIO=4&transport=polling&sid=${sid}`, {
      method: "POST",
      headers: { "content-type": "text/plain;charset=UTF-8", ...headers },
      body,
    });
  }

  poll(sid: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.ask(`EIO=4&transport=polling&sid=${sid}`, { headers });
  }

  /** Opens a session by polling. */
  async openPolling(
    query = "EIO=4",
    headers: Record<string, string> = {},
  ): Promise<{ sid: string; session: Session; answer: Answer }> {
    const [answer, session] = await Promise.all([this.ask(`${query}&transport=polling`, { headers }), this.session()]);
    return { sid: session.id, session, answer };
  }

  webSocket(query: string, options: ClientOptions = {}): RawWebSocket {
    return new RawWebSocket(`ws://127.0.0.1:${this.port}/engine.io/?${query}&transport=websocket`, options);
  }

  /** Opens a session by WebSocket and takes its open packet. */
  async openWebSocket(
    query = "EIO=4",
    options: ClientOptions = {},
  ): Promise<{ ws: RawWebSocket; session: Session; open: string }> {
    const ws = this.webSocket(query, options);
    const [open, session] = await Promise.all([ws.next(), this.session()]);
    return { ws, session, open: String(open) };
  }

  /** A connection for bytes that no client library would send. */
  socket(): Socket {
    const socket = connect(this.port, "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    socket.on("error", () => {});
    return socket;
  }

  /** Sends `head` as an upgrade request and answers what comes back until the server ends the connection. */
  async upgradeAnswer(query: string, headers: Record<string, string> = {}): Promise<string> {
    const socket = this.socket();
    const lines = Object.entries({ ...UPGRADE_HEADERS, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`GET /engine.io/?${query} HTTP/1.1\r\nHost: 127.0.0.1:${this.port}\r\n${lines.join("")}\r\n`);
    return readToEnd(socket);
  }

  async close(): Promise<void> {
    this.engine.close();
    this.http.closeAllConnections();
    this.http.close();
    await once(this.http, "close");
  }
}

/** Everything that comes until the other side ends the connection. */
export async function readToEnd(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (chunk) => (text += chunk.toString("latin1")));
  await once(socket, "close");
  return text;
}

/** Starts an engine that ends with the test. */
export async function runningEngine(options: EngineOptions = {}, attach: AttachOptions = {}): Promise<RunningEngine> {
  const running = new RunningEngine(options, attach);
  onTestFinished(() => running.close());
  running.http.listen(0, "127.0.0.1");
  await once(running.http, "listening");
  return running;
}

/** How a session ends: its reason. */
export function closeReason(session: Session): Promise<string> {
  return new Promise((resolve) => session.once("close", resolve));
}

/** The next `count` messages of a session. */
export function messages(session: Session, count: number): Promise<(string | Buffer)[]> {
  return new Promise((resolve) => {
    const list: (string | Buffer)[] = [];
    session.on("message", (data) => {
      list.push(data);
      if (list.length === count) resolve(list);
    });
  });
}
