import { IncomingMessage, type IncomingHttpHeaders } from "node:http";
import { Socket } from "node:net";

/** Headers of which only the first counts when a client repeats them (the rule of `node:http`). */
const SINGLE: ReadonlySet<string> = new Set([
  "age", "authorization", "content-length", "content-type", "etag", "expires", "from", "host", "if-modified-since",
  "if-unmodified-since", "last-modified", "location", "max-forwards", "proxy-authorization", "referer", "retry-after", "server", "user-agent",
]);

/** What a session keeps of the request that opened it: a few strings, read into headers only when somebody asks. */
export class RequestSnapshot {
  readonly method: string;
  readonly url: string;
  readonly address: string;
  /** Whether the connection was encrypted up to this process. */
  readonly secure: boolean;
  /** When the request came, in milliseconds of the epoch. */
  readonly issued: number;
  readonly #raw: string;
  #headers: IncomingHttpHeaders | undefined;

  constructor(request: IncomingMessage) {
    this.method = request.method ?? "GET";
    this.url = request.url ?? "/";
    this.address = request.socket.remoteAddress ?? "";
    this.secure = "encrypted" in request.socket;
    this.issued = Date.now();
    // No header name or value can hold a line feed, so one string holds them all.
    this.#raw = request.rawHeaders.join("\n");
  }

  /** The headers as `node:http` reads them: lower-case names, repeated ones joined. */
  get headers(): IncomingHttpHeaders {
    return (this.#headers ??= readHeaders(this.#raw.split("\n")));
  }

  /** Whether the request named an Origin, as cross-origin requests and WebSockets of browsers do. */
  get xdomain(): boolean {
    return this.headers.origin !== undefined;
  }

  /** The request as an `IncomingMessage`, as good as new but for its body and its connection, of which only the address is left. */
  toRequest(): IncomingMessage {
    const socket = new Socket();
    Object.defineProperty(socket, "remoteAddress", { value: this.address });
    const request = new IncomingMessage(socket);
    request.method = this.method;
    request.url = this.url;
    request.httpVersion = "1.1";
    request.rawHeaders = this.#raw.split("\n");
    request.headers = this.headers;
    request.complete = true;
    return request;
  }
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
