import type { IncomingMessage, ServerResponse } from "node:http";
import type { ResolvedOptions } from "../engine-options.ts";
import type { Session } from "../session.ts";
import { PollingTransport } from "../transports/polling.ts";
import type { PollingRules } from "../transports/polling-rules.ts";
import type { TransportName } from "../transports/transport.ts";
import type { ConnectionCaps } from "./connection-caps.ts";
import type { Cors } from "./cors.ts";
import { type Middleware, runMiddlewares } from "./middleware.ts";
import { type EngineQuery, readQuery } from "./query.ts";
import { ErrorCode, Refusal } from "./refusal.ts";

/** One request at the door. */
export interface Applicant {
  readonly request: IncomingMessage;
  /** Whether it asks for an upgrade to WebSocket. */
  readonly upgrade: boolean;
  /** What middlewares may answer on; made only if there are any. */
  readonly response: () => ServerResponse;
}

/** What an admitted request may do. */
export interface Ticket {
  readonly transport: TransportName;
  readonly protocol: 3 | 4;
  /** Whether binary must travel as text. */
  readonly base64: boolean;
  /** The session that the request belongs to; without one it may open one. */
  readonly session: Session | undefined;
}

/** What became of a request: let in, turned away, answered by a middleware, or a CORS preflight. */
export type Verdict = Ticket | Refusal | "answered" | "preflight" | "preflight denied";

/** What the pipeline asks. */
export interface AdmissionParts {
  readonly options: ResolvedOptions;
  readonly sessions: ReadonlyMap<string, Session>;
  readonly cors: Cors;
  readonly caps: ConnectionCaps;
  /** Told of a hook of the application's that threw or rejected; its request is refused. */
  readonly failed: (error: unknown, hook: string) => void;
}

const ORIGIN_ADVICE = "Forbidden: requests from this origin are let in by the server's option cors.origin";

/** The one way in, for polls, WebSockets and upgrades alike: origin, middlewares, the protocol's own rules, `allowRequest`. */
export class Admission {
  readonly #parts: AdmissionParts;
  readonly #options: ResolvedOptions;
  readonly #middlewares: Middleware[] = [];

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
    this.#options = parts.options;
  }

  /** Whether user code sees requests on their way in, and may leave something on them. */
  get hooked(): boolean {
    const { allowRequest, cors } = this.#options;
    return this.#middlewares.length > 0 || allowRequest !== undefined || typeof cors === "function";
  }

  use(middleware: Middleware): void {
    this.#middlewares.push(middleware);
  }

  /** Decides at once, unless code of the user's has a say in it. Never rejects. */
  admit(applicant: Applicant): Verdict | Promise<Verdict> {
    const { request } = applicant;
    if ((request.url ?? "").length > this.#options.maxUrlLength) return refuseUrl(request);
    const allowed = this.#allows(request);
    if (allowed === true && this.#middlewares.length === 0) {
      const verdict = this.#passOrigin(applicant, true);
      return verdict instanceof Promise ? this.#inTime(verdict) : verdict;
    }
    return allowed === false ? this.#passOrigin(applicant, false) : this.#inTime(this.#admitSlowly(applicant, allowed));
  }

  /** Whatever the application's function does, no exception of it gets out of here. */
  #allows(request: IncomingMessage): boolean | Promise<boolean> {
    const allowed = this.#parts.cors.allows(request);
    if (typeof allowed === "boolean") return allowed;
    return allowed.catch((error: unknown) => {
      this.#parts.failed(error, "cors");
      return false;
    });
  }

  async #admitSlowly(applicant: Applicant, allowed: boolean | Promise<boolean>): Promise<Verdict> {
    return this.#passOrigin(applicant, await allowed);
  }

  #passOrigin(applicant: Applicant, allowed: boolean): Verdict | Promise<Verdict> {
    const { request, upgrade } = applicant;
    if (request.method === "OPTIONS" && !upgrade) return allowed ? "preflight" : "preflight denied";
    if (!allowed) return refuseOrigin(request);
    return this.#middlewares.length > 0 ? this.#passMiddlewares(applicant) : this.#passProtocol(applicant);
  }

  async #passMiddlewares(applicant: Applicant): Promise<Verdict> {
    const failed = (error: unknown): void => this.#parts.failed(error, "middleware");
    const outcome = await runMiddlewares(this.#middlewares, applicant.request, applicant.response(), failed);
    return outcome ?? this.#passProtocol(applicant);
  }

  #passProtocol({ request, upgrade }: Applicant): Verdict | Promise<Verdict> {
    const query = readQuery(request.url ?? "");
    const { transport } = query;
    if (query.count > this.#options.maxQueryParameters)
      return new Refusal(ErrorCode.BAD_REQUEST, { name: "TOO_MANY_PARAMETERS" });
    if (!isTransport(transport) || !this.#options.transports.has(transport))
      return new Refusal(ErrorCode.UNKNOWN_TRANSPORT, { transport });
    if (query.j !== undefined) return new Refusal(ErrorCode.BAD_REQUEST, { name: "JSONP_UNSUPPORTED" });
    if (upgrade !== (transport === "websocket"))
      return new Refusal(ErrorCode.BAD_REQUEST, { name: "TRANSPORT_HANDSHAKE_ERROR" });
    if (request.method !== "GET" && request.method !== "POST") return refuseMethod(request, 405);
    if (query.sid !== undefined) return this.#passSession(request, query, query.sid, transport);
    if (request.method !== "GET") return refuseMethod(request, 400);
    const protocol = query.EIO === "4" ? 4 : 3;
    if (protocol === 3 && !this.#options.allowEIO3)
      return new Refusal(ErrorCode.UNSUPPORTED_PROTOCOL_VERSION, { protocol });
    // Before `allowRequest`, so that whom there is no room for costs no look-up.
    const full = this.#parts.caps.refusal(request.socket.remoteAddress ?? "");
    if (full !== undefined) return full;
    const ticket: Ticket = { transport, protocol, base64: Boolean(query.b64), session: undefined };
    return this.#options.allowRequest === undefined ? ticket : this.#ask(this.#options.allowRequest, request, ticket);
  }

  #passSession(request: IncomingMessage, query: EngineQuery, sid: string, transport: TransportName): Verdict {
    const session = this.#parts.sessions.get(sid);
    if (session === undefined) return new Refusal(ErrorCode.UNKNOWN_SID, { sid });
    const current = session.transport;
    if (current instanceof PollingTransport && !ownsSession(request, current.rules)) return refuseOrigin(request);
    if (transport === "polling" && current.name !== transport) {
      return new Refusal(ErrorCode.BAD_REQUEST, {
        name: "TRANSPORT_MISMATCH",
        transport,
        previousTransport: current.name,
      });
    }
    if (transport === "websocket" && !this.#options.allowUpgrades)
      return new Refusal(ErrorCode.BAD_REQUEST, { name: "UPGRADES_NOT_ALLOWED" });
    return { transport, protocol: session.protocol, base64: Boolean(query.b64), session };
  }

  async #ask(
    allowRequest: NonNullable<ResolvedOptions["allowRequest"]>,
    request: IncomingMessage,
    ticket: Ticket,
  ): Promise<Verdict> {
    try {
      return await new Promise<Verdict>((resolve, reject) => {
        const result = allowRequest(request, (refusal, allowed) => {
          const message = typeof refusal === "string" ? { message: refusal } : {};
          resolve(allowed ? ticket : new Refusal(ErrorCode.FORBIDDEN, message, message));
        });
        // Only a rejection says something: an async function is done when it has called back, not before.
        Promise.resolve(result).catch(reject);
      });
    } catch (error) {
      this.#parts.failed(error, "allowRequest");
      return new Refusal(ErrorCode.FORBIDDEN, { name: "ALLOW_REQUEST_FAILURE", error });
    }
  }

  /** Code of the user's that never decides must not hold a connection for ever. */
  async #inTime(verdict: Promise<Verdict>): Promise<Verdict> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Verdict>((resolve) => {
      const refusal = new Refusal(
        ErrorCode.BAD_REQUEST,
        { name: "ADMISSION_TIMEOUT" },
        { status: 504, message: "Gateway Timeout" },
      );
      timer = setTimeout(() => resolve(refusal), this.#options.admissionTimeout);
    });
    try {
      return await Promise.race([verdict, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function isTransport(name: string | undefined): name is TransportName {
  return name === "polling" || name === "websocket";
}

function refuseUrl({ url = "" }: IncomingMessage): Refusal {
  const context = { name: "URL_TOO_LONG", length: url.length };
  return new Refusal(ErrorCode.BAD_REQUEST, context, { status: 414, message: "URI Too Long" });
}

function refuseOrigin(request: IncomingMessage): Refusal {
  return new Refusal(
    ErrorCode.FORBIDDEN,
    { name: "INVALID_ORIGIN", origin: request.headers.origin },
    { message: ORIGIN_ADVICE },
  );
}

function refuseMethod(request: IncomingMessage, status: 400 | 405): Refusal {
  return new Refusal(ErrorCode.BAD_HANDSHAKE_METHOD, { method: request.method }, { status });
}

/** A session belongs to the first Origin that is named; requests that name none come from there or from no page at all. */
function ownsSession({ headers: { origin } }: IncomingMessage, rules: PollingRules): boolean {
  if (origin === undefined) return true;
  rules.origin ??= origin;
  return origin === rules.origin;
}
