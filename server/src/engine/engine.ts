import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server as HttpServer,
  type ServerResponse,
} from "node:http";
import type { Duplex } from "node:stream";
import { Emitter } from "../emitter.ts";
import { Admission, type Applicant, type Ticket, type Verdict } from "./admission/admission.ts";
import { ConnectionCaps, retryAfter } from "./admission/connection-caps.ts";
import { Cors } from "./admission/cors.ts";
import type { Middleware } from "./admission/middleware.ts";
import { refuseRequest } from "./admission/refuse-request.ts";
import { ErrorCode, Refusal } from "./admission/refusal.ts";
import { UpgradeRequest } from "./admission/upgrade-request.ts";
import { attach } from "./attach.ts";
import { type Counters, counters } from "./counters.ts";
import type { EngineEvents } from "./engine-events.ts";
import { type AttachOptions, type EngineOptions, type ResolvedOptions, resolveOptions } from "./engine-options.ts";
import { FlushList } from "./flush-list.ts";
import { type HandshakeServer, handshakeServer } from "./transports/handshake-server.ts";
import { handshakeText } from "./handshake-text.ts";
import { Heartbeats } from "./heartbeats.ts";
import { loggable } from "./loggable.ts";
import type { Logger } from "./logger.ts";
import { makeId } from "./make-id.ts";
import { messageOf, type OutboundMessage } from "./outbound-message.ts";
import { RequestSnapshot } from "./request-snapshot.ts";
import { ResponseHeaders } from "./response-headers.ts";
import { Session } from "./session.ts";
import { sessionId } from "./session-id.ts";
import { SlowConsumers } from "./slow-consumers.ts";
import { StringPool } from "./string-pool.ts";
import { answer } from "./transports/polling-response.ts";
import { pollingRules } from "./transports/polling-rules.ts";
import { PollingTransport } from "./transports/polling.ts";
import type { Transport } from "./transports/transport.ts";
import { WebSocketForms } from "./transports/web-socket-form.ts";
import { WebSocketTransport } from "./transports/web-socket.ts";

/** The Engine.IO server: opens sessions over HTTP long-polling and WebSocket and moves them from the one to the other. */
export class Engine extends Emitter<EngineEvents, EngineEvents> {
  readonly options: ResolvedOptions;
  readonly counters: Counters = counters();
  readonly logger: Logger;
  readonly heartbeats: Heartbeats;
  readonly slowConsumers: SlowConsumers;
  /** Makes the id of a session; replace it for ids of your own. */
  generateId: (request: IncomingMessage) => string | Promise<string>;
  /** The server that `listen` has made. */
  httpServer: HttpServer | undefined;
  readonly #sessions = new Map<string, Session>();
  readonly #admission: Admission;
  readonly #caps: ConnectionCaps;
  readonly #cors: Cors;
  readonly #headers: ResponseHeaders;
  readonly #flushes = new FlushList();
  readonly #strings = new StringPool();
  readonly #webSockets: HandshakeServer;
  readonly #forms: WebSocketForms;
  readonly #initialMessage: OutboundMessage | undefined = undefined;
  readonly #detach: (() => void)[] = [];
  #closed = false;

  constructor(options: EngineOptions = {}) {
    super();
    this.options = resolveOptions(options);
    const { logger, pingInterval, pingTimeout, initialPacket, cors } = this.options;
    this.logger = logger;
    this.heartbeats = new Heartbeats(pingInterval, pingTimeout);
    this.slowConsumers = new SlowConsumers(this.options);
    this.generateId = options.generateId ?? sessionId;
    this.#caps = new ConnectionCaps(this.options);
    this.#cors = new Cors(cors);
    this.#headers = new ResponseHeaders(this, this.#cors);
    this.#admission = new Admission({
      options: this.options,
      sessions: this.#sessions,
      cors: this.#cors,
      caps: this.#caps,
      failed: (error, hook) => this.handlerFailed(error, hook, undefined),
    });
    this.#webSockets = handshakeServer(this.options);
    this.#forms = new WebSocketForms(this.#flushes, this.options.maxPingsPerSecond);
    if (initialPacket !== undefined) this.#initialMessage = messageOf(initialPacket);
    if (this.#initialMessage?.separated) throw new TypeError("initialPacket holds U+001E, which polling cannot carry");
    this.#webSockets.on("wsClientError", (error, socket, request) => this.#onBadHandshake(error, socket, request));
    if (typeof cors === "object" && cors.origin === "*" && cors.credentials)
      logger.warn({ option: "cors" }, 'browsers refuse credentials with the origin "*": name the origins');
  }

  /** How many sessions there are. */
  get clientsCount(): number {
    return this.#sessions.size;
  }

  /** The transports that a session can move on to from the given one. */
  upgrades(transport: string): string[] {
    return this.options.allowUpgrades && transport === "polling" && this.options.transports.has("websocket")
      ? ["websocket"]
      : [];
  }

  /** Adds a middleware, which sees every request over any transport and answers it or passes on. */
  use(middleware: Middleware): this {
    this.#admission.use(middleware);
    return this;
  }

  /** Serves the URLs of `server` that begin with the path, and closes with it. */
  attach(server: HttpServer, options: AttachOptions = {}): this {
    const onClose = (): void => void this.close();
    server.once("close", onClose);
    this.#detach.push(attach(this, server, options), () => server.off("close", onClose));
    return this;
  }

  /** Serves on a port, with an HTTP server of its own that closes with the engine and has nothing else to say. */
  listen(port: number, options?: AttachOptions): this {
    const server = createServer();
    this.attach(server, options);
    this.#detach.push(() => void server.close());
    this.httpServer = server.listen(port);
    return this;
  }

  /** Takes an HTTP request; every one is answered. */
  handleRequest(request: IncomingMessage, response: ServerResponse): void {
    const verdict = this.#admit({ request, upgrade: false, response: () => response });
    if (verdict instanceof Promise) void verdict.then((decided) => this.#enter(request, response, decided));
    else this.#enter(request, response, verdict);
  }

  /** Takes a request to change to WebSocket. `headers` are added to the answer. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, headers: OutgoingHttpHeaders = {}): void {
    const applicant = new UpgradeRequest(request, socket, head, headers);
    const verdict = this.#admit({ request, upgrade: true, response: () => applicant.response() });
    if (verdict instanceof Promise) void verdict.then((decided) => this.#enterByWebSocket(applicant, decided));
    else this.#enterByWebSocket(applicant, verdict);
  }

  /** Ends all sessions, lets go of the servers and refuses whatever comes after. */
  close(): this {
    this.#closed = true;
    for (const release of this.#detach.splice(0)) release();
    for (const session of this.#sessions.values()) session.close(true, "server shutting down");
    this.#webSockets.close();
    return this;
  }

  /** Calls the listeners of an event. */
  emit<Name extends keyof EngineEvents>(name: Name, ...args: Parameters<EngineEvents[Name]>): boolean {
    return this._dispatch(name, [name, ...args]);
  }

  /** @internal */
  forget(session: Session): void {
    if (this.#sessions.delete(session.id)) this.#caps.remove(session.remoteAddress);
  }

  /** Reports what a handler of the application threw or rejected with. @internal */
  handlerFailed(error: unknown, event: string, session: Session | undefined): void {
    this.counters.handlerErrors++;
    this.logger.error({ err: error, event }, "a handler of the application failed");
    if (event !== "handler_error") this.emit("handler_error", error, event, session);
  }

  /** @internal */
  override _handlerFailed(error: unknown, event: string): void {
    this.handlerFailed(error, event, undefined);
  }

  #admit(applicant: Applicant): Verdict | Promise<Verdict> {
    if (!this.#closed) return this.#admission.admit(applicant);
    const unavailable = { status: 503, message: "Service Unavailable", retryAfter: retryAfter() };
    return new Refusal(ErrorCode.BAD_REQUEST, { name: "CLOSED" }, unavailable);
  }

  #enter(request: IncomingMessage, response: ServerResponse, verdict: Verdict): void {
    if (verdict === "answered" || response.destroyed || response.writableEnded) return;
    if (verdict instanceof Refusal) return this.#refuse(request, response, verdict);
    if (typeof verdict === "string") return this.#answerPreflight(request, response, verdict === "preflight");
    const transport = verdict.session?.transport;
    if (transport instanceof PollingTransport)
      return transport.handle(request, response, this.#headers.ofPolling(request));
    // Its session has moved to WebSocket or ended while a middleware was at work.
    if (transport !== undefined) return this.#refuse(request, response, new Refusal(ErrorCode.UNKNOWN_SID, {}));
    this.#withId(request, (id) => {
      if (id instanceof Refusal) this.#refuse(request, response, id);
      else if (!response.destroyed) this.#openPolling(request, response, verdict, id);
    });
  }

  #enterByWebSocket(applicant: UpgradeRequest, verdict: Verdict): void {
    if (verdict === "answered" || applicant.gone) return;
    if (typeof verdict === "string")
      return this.#refuseUpgrade(applicant, new Refusal(ErrorCode.BAD_HANDSHAKE_METHOD, { method: "OPTIONS" }));
    if (verdict instanceof Refusal) return this.#refuseUpgrade(applicant, verdict);
    const { session } = verdict;
    if (session !== undefined)
      return this.#accept(applicant, verdict, session, undefined, (probe) => session.offer(probe));
    this.#withId(applicant.request, (id) => {
      if (id instanceof Refusal) this.#refuseUpgrade(applicant, id);
      else if (!applicant.gone) this.#openWebSocket(applicant, verdict, id);
    });
  }

  #openPolling(request: IncomingMessage, response: ServerResponse, ticket: Ticket, id: string): void {
    const session = this.#newSession(request, ticket, id);
    const rules = pollingRules(this, ticket, request.headers.origin);
    const transport = new PollingTransport(rules, this.#flushes, session);
    const headers = this.#headers.ofPolling(request, id);
    this.#begin(session, transport);
    transport.handle(request, response, headers);
  }

  #openWebSocket(applicant: UpgradeRequest, ticket: Ticket, id: string): void {
    const session = this.#newSession(applicant.request, ticket, id);
    this.#accept(applicant, ticket, session, id, (transport) => this.#begin(session, transport));
  }

  #accept(
    applicant: UpgradeRequest,
    ticket: Ticket,
    session: Session,
    newId: string | undefined,
    accepted: (transport: WebSocketTransport) => void,
  ): void {
    const headers = this.#headers.ofUpgrade(applicant.request, newId, applicant.extraHeaders);
    applicant.accept(this.#webSockets, headers, (webSocket) => {
      const form = this.#forms.of(ticket, webSocket.extensions !== "");
      accepted(new WebSocketTransport(webSocket, applicant.socket, form, session));
    });
  }

  #newSession(request: IncomingMessage, { protocol }: Ticket, id: string): Session {
    const seen =
      this.#admission.hooked ||
      this.generateId !== sessionId ||
      this.listenerCount("initial_headers") + this.listenerCount("headers") > 0;
    return new Session(this, id, protocol, new RequestSnapshot(request, this.#strings, seen));
  }

  #begin(session: Session, transport: Transport): void {
    this.#sessions.set(session.id, session);
    this.#caps.add(session.remoteAddress);
    session.begin(transport, handshakeText(session.id, this.upgrades(transport.name), session.protocol, this.options));
    if (this.#initialMessage !== undefined) session.sendMessage(this.#initialMessage);
    if (this.listenerCount("flush") > 0) session.on("flush", (packets) => void this.emit("flush", session, packets));
    if (this.listenerCount("drain") > 0) session.on("drain", () => void this.emit("drain", session));
    this.emit("connection", session);
    session.emit("open");
  }

  #withId(request: IncomingMessage, proceed: (id: string | Refusal) => void): void {
    makeId(
      () => this.generateId(request),
      (id) => this.#sessions.has(id),
      (id) => {
        if (id instanceof Refusal) {
          this.handlerFailed(id.context["error"], "generateId", undefined);
          return proceed(id);
        }
        // Others may have come in while hooks were at work.
        proceed(this.#caps.refusal(request.socket.remoteAddress ?? "") ?? id);
      },
    );
  }

  #answerPreflight(request: IncomingMessage, response: ServerResponse, allowed: boolean): void {
    const { status, headers } = allowed ? this.#cors.preflight(request) : { status: 204, headers: { Vary: "Origin" } };
    answer(response, status, headers, "");
  }

  #refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
    this.#report(request, refusal);
    refuseRequest(request, response, refusal, this.#cors);
  }

  #refuseUpgrade(applicant: UpgradeRequest, refusal: Refusal): void {
    this.#report(applicant.request, refusal);
    applicant.refuse(refusal);
  }

  #onBadHandshake(error: Error, socket: Duplex, request: IncomingMessage): void {
    const refusal = new Refusal(
      ErrorCode.BAD_REQUEST,
      { name: "TRANSPORT_HANDSHAKE_ERROR", error },
      { message: error.message },
    );
    this.#refuseUpgrade(new UpgradeRequest(request, socket, Buffer.alloc(0), {}), refusal);
  }

  #report(req: IncomingMessage, { code, message, context }: Refusal): void {
    this.counters.refused++;
    this.logger.debug({ code, ...loggable(context) }, "a request was refused");
    this.emit("connection_error", { req, code, message, context });
  }
}
