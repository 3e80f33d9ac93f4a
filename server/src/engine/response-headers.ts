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

  /** A name or value that no header can have would throw where nobody can catch it. */
  #dropImpossible(headers: OutgoingHttpHeaders): void {
    for (const [name, value] of Object.entries(headers)) {
      try {
        validateHeaderName(name);
        for (const one of Array.isArray(value) ? value : [value]) validateHeaderValue(name, String(one));
      } catch (error) {
        Reflect.deleteProperty(headers, name);
        this.#engine.handlerFailed(error, "headers", undefined);
      }
    }
  }
}
