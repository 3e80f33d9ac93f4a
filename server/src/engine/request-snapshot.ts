import { IncomingMessage, type IncomingHttpHeaders } from "node:http";
import { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import type { StringPool } from "./string-pool.ts";

const KEY_HEADER = "sec-websocket-key";

/** Headers of which only the first counts when a client repeats them (the rule of `node:http`). */
const SINGLE: ReadonlySet<string> = new Set([
  "age",
  "authorization",
  "content-length",
  "content-type",
  "etag",
  "expires",
  "from",
  "host",
  "if-modified-since",
  "if-unmodified-since",
  "last-modified",
  "location",
  "max-forwards",
  "proxy-authorization",
  "referer",
  "retry-after",
  "server",
  "user-agent",
]);

/** What a session keeps of the request that opened it: a few strings, read into headers only when somebody asks. */
export class RequestSnapshot {
  readonly url: string;
  readonly address: string;
  /** Whether the connection was encrypted up to this process. */
  readonly secure: boolean;
  /** When the request came, in milliseconds after this process began: a small integer where a date would be an object. */
  readonly #age: number;
  readonly #raw: string;
  /** The request itself where a hook has seen it, or as soon as somebody asked for it; or only its headers. */
  #read: IncomingMessage | IncomingHttpHeaders | undefined;

  /** With `seen`, the request is kept as it is, for what hooks may have left on it. */
  constructor(request: IncomingMessage, pool: StringPool, seen: boolean) {
    this.url = pool.share(request.url ?? "/");
    this.address = pool.share(request.socket.remoteAddress ?? "");
    this.secure = "encrypted" in request.socket;
    this.#age = Math.floor(performance.now());
    this.#raw = seen ? "" : pool.share(withoutKey(request.rawHeaders));
    this.#read = seen ? request : undefined;
  }

  /** Only GET opens a session. */
  get method(): string {
    return "GET";
  }

  /** When the request came, in milliseconds of the epoch. */
  get issued(): number {
    return Math.floor(performance.timeOrigin) + this.#age;
  }

  /** The headers as `node:http` reads them: lower-case names, repeated ones joined. */
  get headers(): IncomingHttpHeaders {
    const read = this.#read;
    if (isRequest(read)) return read.headers;
    const headers = read ?? readHeaders(this.#raw.split("\n"));
    this.#read = headers;
    return headers;
  }

  /** Whether the request named an Origin, as cross-origin requests and WebSockets of browsers do. */
  get xdomain(): boolean {
    return this.headers.origin !== undefined;
  }

  /** The request, if need be as good as new but for its body and its connection, of which only the address is left. */
  get request(): IncomingMessage {
    if (isRequest(this.#read)) return this.#read;
    const socket = new Socket();
    Object.defineProperty(socket, "remoteAddress", { value: this.address });
    const request = new IncomingMessage(socket);
    request.method = this.method;
    request.url = this.url;
    request.httpVersion = "1.1";
    request.rawHeaders = this.#raw.split("\n");
    request.headers = this.headers;
    request.complete = true;
    this.#read = request;
    return request;
  }
}

/** Told by a property, which no header's lower-case name can be, because requests of HTTP/2 are of another class. */
function isRequest(read: IncomingMessage | IncomingHttpHeaders | undefined): read is IncomingMessage {
  return read !== undefined && "rawHeaders" in read;
}

/** Headers as one string, since no name or value can hold a line feed; without the one that is different for every WebSocket. */
function withoutKey(raw: readonly string[]): string {
  let text = "";
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? "";
    if (name.length !== KEY_HEADER.length || name.toLowerCase() !== KEY_HEADER)
      text += `${text && "\n"}${name}\n${raw[at + 1]}`;
  }
  return text;
}

function readHeaders(raw: readonly string[]): IncomingHttpHeaders {
  const found = new Map<string, string | string[]>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? "").toLowerCase();
    const value = raw[at + 1] ?? "";
    const earlier = found.get(name);
    if (earlier === undefined) found.set(name, name === "set-cookie" ? [value] : value);
    else if (Array.isArray(earlier)) earlier.push(value);
    else if (!SINGLE.has(name)) found.set(name, `${earlier}${name === "cookie" ? "; " : ", "}${value}`);
  }
  return toRecord(found);
}

/** Without a prototype, because the names are the client's. */
function toRecord(found: ReadonlyMap<string, string | string[]>): IncomingHttpHeaders {
  // True because the type only names well-known headers and leaves every other one open.
  const headers = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of found) headers[name] = value;
  return headers;
}
