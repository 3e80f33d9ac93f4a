import { type IncomingMessage, type OutgoingHttpHeaders, validateHeaderName, validateHeaderValue } from "node:http";
import type { Cors } from "./admission/cors.ts";
import { type CookieOptions, sessionCookie } from "./cookie.ts";
import type { Engine } from "./engine.ts";

/** The headers of the engine's answers: those of CORS, the cookie, and what listeners of `initial_headers` and `headers` add. */
export class ResponseHeaders {
  readonly #engine: Engine;
  readonly #cors: Cors;
  readonly #cookie: CookieOptions | undefined;

  constructor(engine: Engine, cors: Cors) {
    this.#engine = engine;
    this.#cors = cors;
    this.#cookie = engine.options.cookie;
  }

  /** Of an answer to a poll or a POST; `newId` if it opens a session. */
  ofPolling(request: IncomingMessage, newId?: string): OutgoingHttpHeaders {
    const headers = this.#cors.headers(request);
    if (newId !== undefined && this.#cookie !== undefined) headers["Set-Cookie"] = sessionCookie(this.#cookie, newId);
    return this.#hooked(request, newId, headers);
  }

  /** Of an answer that completes a WebSocket's handshake, on top of what the host and middlewares have set. */
  ofUpgrade(request: IncomingMessage, newId: string | undefined, headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
    return this.#hooked(request, newId, headers);
  }

  #hooked(request: IncomingMessage, newId: string | undefined, headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
    const engine = this.#engine;
    const first = newId !== undefined && engine.emit("initial_headers", headers, request);
    if (engine.emit("headers", headers, request) || first) this.#dropImpossible(headers);
    return headers;
  }

  /** A name or value that no header can have would throw where nobody can catch it; `undefined` is no header at all. */
  #dropImpossible(headers: OutgoingHttpHeaders): void {
    for (const [name, value] of Object.entries(headers)) {
      try {
        if (value === undefined) Reflect.deleteProperty(headers, name);
        else validateHeader(name, value);
      } catch (error) {
        Reflect.deleteProperty(headers, name);
        this.#engine.handlerFailed(error, "headers", undefined);
      }
    }
  }
}

/** Listeners are not held to the types, so a value may be anything. */
function validateHeader(name: string, value: unknown): void {
  validateHeaderName(name);
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  for (const one of values) {
    if (typeof one !== "string" && typeof one !== "number")
      throw new TypeError(`the header "${name}" must be a string, a number or a list of those, and not ${typeof one}`);
    validateHeaderValue(name, String(one));
  }
}
