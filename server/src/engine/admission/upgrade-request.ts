import {
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
  STATUS_CODES,
  validateHeaderName,
  validateHeaderValue,
} from "node:http";
import type { Duplex } from "node:stream";
import { rawResponse, releaseSocket } from "../raw-response.ts";
import type { HandshakeServer } from "../transports/handshake-server.ts";
import type { LinkedWebSocket } from "../transports/web-socket.ts";
import type { Refusal } from "./refusal.ts";

function ignore(): void {}

/** A request to change to WebSocket that waits for its answer; its socket has an error listener for as long. */
export class UpgradeRequest {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly #head: Buffer;
  readonly #headers: OutgoingHttpHeaders;
  #response: ServerResponse | undefined;

  constructor(request: IncomingMessage, socket: Duplex, head: Buffer, headers: OutgoingHttpHeaders) {
    this.request = request;
    this.socket = socket;
    this.#head = head;
    this.#headers = headers;
    // Between `node:http`, which has let the socket go, and `ws`, a reset would otherwise end the process.
    socket.on("error", ignore);
  }

  /** Whether the client has left. */
  get gone(): boolean {
    return this.socket.destroyed || !this.socket.writable;
  }

  /** What middlewares may set headers on, or end. */
  response(): ServerResponse {
    return (this.#response ??= rawResponse(this.request, this.socket));
  }

  /** Headers that the host or middlewares have set for whatever answer there will be. */
  get extraHeaders(): OutgoingHttpHeaders {
    return { ...this.#headers, ...this.#response?.getHeaders() };
  }

  /** Completes the handshake with additional headers; whatever is written in the same tick leaves in the same packet. */
  accept(server: HandshakeServer, headers: OutgoingHttpHeaders, accepted: (webSocket: LinkedWebSocket) => void): void {
    const { socket, request } = this;
    this.#release();
    const lines = headerLines(headers);
    const addHeaders = (list: string[]): void => void list.push(...lines);
    if (lines.length > 0) server.once("headers", addHeaders);
    socket.cork();
    server.handleUpgrade(request, socket, this.#head, accepted);
    process.nextTick(uncork, socket);
    server.off("headers", addHeaders);
    socket.off("error", ignore);
  }

  /** Answers with the message as text, as Engine.IO does here, and ends the connection. */
  refuse(refusal: Refusal): void {
    this.#release();
    const { socket } = this;
    const status = refusal.upgradeStatus;
    const { message, retryAfter } = refusal;
    const wait = retryAfter === undefined ? "" : `Retry-After: ${retryAfter}\r\n`;
    const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\nConnection: close\r\nContent-Type: text/html\r\n${wait}`;
    socket.once("finish", () => socket.destroy());
    socket.end(`${head}Sec-WebSocket-Version: 13\r\nContent-Length: ${Buffer.byteLength(message)}\r\n\r\n${message}`);
  }

  #release(): void {
    if (this.#response !== undefined) releaseSocket(this.#response, this.socket);
    this.#response = undefined;
  }
}

function uncork(socket: Duplex): void {
  socket.uncork();
}

/** Throws what `node:http` throws for names and values that no header can have. */
function headerLines(headers: OutgoingHttpHeaders): string[] {
  const lines: string[] = [];
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one === undefined) continue;
      validateHeaderValue(name, String(one));
      lines.push(`${name}: ${one}`);
    }
  }
  return lines;
}
