import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { type Binary, type EnginePacket, excerpt, PACKET_TYPES, ProtocolError } from "@upwire/protocol";
import { EARLY_FLUSH } from "../../limits.ts";
import type { FlushList, Flushable } from "../flush-list.ts";
import { type OutboundMessage, SEPARATOR } from "../outbound-message.ts";
import { reportRefusedBody } from "../reporting.ts";
import { BodyRefusal, readBody } from "./polling-body.ts";
import type { PollingRules } from "./polling-rules.ts";
import { answer, answerCompressed, commonHeaders } from "./polling-response.ts";
import type { ControlPacket, Transport, TransportOwner } from "./transport.ts";

/** What waits for a poll: messages, and control packets as they stand on the wire. */
export type Queued = OutboundMessage | ControlPacket;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly headers: OutgoingHttpHeaders;
}

/** The GET of the moment: it hangs, or its answer is being compressed. */
interface Poll extends Exchange {
  answering: boolean;
}

const OPEN = "0";
const CLOSE = "1";
const NOOP = "6";
const BAD_REQUEST = JSON.stringify({ code: 3, message: "Bad request" });
const UNKNOWN_SESSION = JSON.stringify({ code: 1, message: "Session ID unknown" });

/** HTTP long-polling: one GET that waits for packets, one POST that brings some. */
export class PollingTransport implements Transport, Flushable {
  readonly owner: TransportOwner;
  readonly rules: PollingRules;
  readonly #flushes: FlushList;
  #poll: Poll | undefined;
  #posting = false;
  #queue: Queued[] = [];
  #size = 0;
  #compress = false;
  #scheduled = false;
  #hurried = false;
  #bytesRead = 0;
  /** Set while a close packet waits for the poll that takes it. */
  #closing: { readonly closed: () => void; readonly timer: NodeJS.Timeout } | undefined;
  /** "retired" after an upgrade, when a late POST still counts but nothing here can end the session. */
  #state: "open" | "retired" | "dead" = "open";

  constructor(rules: PollingRules, flushes: FlushList, owner: TransportOwner) {
    this.rules = rules;
    this.#flushes = flushes;
    this.owner = owner;
  }

  get name(): "polling" {
    return "polling";
  }

  get writable(): boolean {
    return this.#hanging && this.#queue.length === 0;
  }

  get bufferedAmount(): number {
    return this.#size;
  }

  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** Whether the open packet still waits for the request of the handshake. */
  get #opening(): boolean {
    const [first] = this.#queue;
    return this.#poll === undefined && typeof first === "string" && first.startsWith(OPEN);
  }

  get #hanging(): boolean {
    return this.#poll !== undefined && !this.#poll.answering;
  }

  /** Throws `BAD_DATA` for text with U+001E in Engine.IO 4, which the peer would read as packets of their own. */
  check(message: OutboundMessage): void {
    if (this.rules.codec.protocol === 4 && message.separated)
      throw new ProtocolError("BAD_DATA", `U+001E in a polling body: ${excerpt(message.text ?? "")}`);
  }

  /** Throws as `check` does. */
  sendMessage(message: OutboundMessage, compress: boolean): void {
    this.check(message);
    this.#compress ||= compress;
    this.#enqueue(message, message.size);
  }

  sendControl(packet: ControlPacket): void {
    this.#enqueue(packet, packet.length);
  }

  close(closed: () => void): void {
    this.#closing = { closed, timer: setTimeout(closed, this.rules.closeTimeout) };
    if (this.#queue.length === 0) this.sendControl(CLOSE);
  }

  destroy(farewell: ControlPacket): void {
    if (this.#state === "dead") return;
    this.#state = "dead";
    clearTimeout(this.#closing?.timer);
    this.#closing = undefined;
    this.#queue.push(farewell);
    // A listener of `connection` may end the session before the request that opened it has been handled.
    if (this.#opening) return;
    const last = this.#encode(this.#queue);
    this.#clearQueue();
    this.#answerPoll(last, false);
  }

  /** Takes one request of this session; every one is answered. */
  handle(request: IncomingMessage, response: ServerResponse, corsHeaders: OutgoingHttpHeaders): void {
    const exchange: Exchange = { request, response, headers: { ...commonHeaders(request), ...corsHeaders } };
    if (this.#state === "dead" && !this.#opening) this.#refuse(exchange);
    else if (request.method === "POST") this.#onPost(exchange);
    else this.#onPoll(exchange);
  }

  /** While on, a poll never hangs: with nothing to say it is answered with a noop, so that the client can pause and upgrade. */
  hurry(on: boolean): void {
    this.#hurried = on;
    if (on && this.#hanging) this.#schedule();
  }

  /** Ends polling after an upgrade and hands over what no poll has taken. */
  retire(): readonly Queued[] {
    const queue = this.#queue;
    this.#state = "retired";
    this.#clearQueue();
    this.#answerPoll(this.#encode([NOOP]), false);
    return queue;
  }

  flush(): void {
    this.#scheduled = false;
    if (!this.#hanging) return;
    if (this.#queue.length === 0) {
      if (this.#hurried) this.#answerPoll(this.#encode([NOOP]), false);
      return;
    }
    const closing = this.#closing;
    const last = this.#queue[0] === CLOSE;
    const body = this.#encode(this.#queue);
    const compress = this.#compress;
    this.#clearQueue();
    this.#answerPoll(body, compress);
    this.owner.transportFlushed();
    if (closing === undefined) return;
    // In a payload of its own: clients act on a close packet before they act on the messages in front of it.
    if (!last) return this.sendControl(CLOSE);
    clearTimeout(closing.timer);
    closing.closed();
  }

  #enqueue(item: Queued, size: number): void {
    const wasEmpty = this.#size === 0;
    this.#queue.push(item);
    this.#size += size;
    if (this.#size > EARLY_FLUSH) this.owner.transportSlow(this.#size, wasEmpty);
    if (this.#hanging) this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#flushes.add(this);
  }

  #clearQueue(): void {
    this.#queue = [];
    this.#size = 0;
    this.#compress = false;
  }

  /** The session has ended while a middleware was at work on the request. */
  #refuse({ response, headers }: Exchange): void {
    answer(response, 400, { ...headers, "Content-Type": "application/json" }, UNKNOWN_SESSION);
  }

  #onPoll(exchange: Exchange): void {
    if (this.#poll !== undefined) {
      answer(exchange.response, 400, exchange.headers, "");
      return this.#lost("overlap from client");
    }
    const poll: Poll = { ...exchange, answering: false };
    this.#poll = poll;
    poll.response.on("close", () => this.#onPollClosed(poll));
    if (this.#queue.length > 0 || this.#hurried) this.#schedule();
  }

  /** A client that leaves its poll has missed whatever was on the way, and nobody knows how much of it. */
  #onPollClosed(poll: Poll): void {
    if (this.#poll === poll) this.#poll = undefined;
    const { request, response } = poll;
    // Node calls an answer finished as well when its connection broke under it, and in HTTP/2 also when it never began.
    const taken = response.writableEnded && response.writableFinished && !request.socket.errored;
    if (!taken) this.#lost("poll connection closed prematurely");
  }

  #lost(message: string): void {
    if (this.#state === "open") this.owner.transportLost("transport error", new Error(message));
  }

  #answerPoll(body: string | Uint8Array, compress: boolean): void {
    const poll = this.#poll;
    if (poll === undefined || poll.answering) return;
    poll.answering = true;
    const text = typeof body === "string";
    const headers = {
      ...poll.headers,
      "Content-Type": text ? "text/plain; charset=UTF-8" : "application/octet-stream",
    };
    const { compressionThreshold } = this.rules;
    const done = (): void => {
      if (this.#poll === poll) this.#poll = undefined;
    };
    const long = compressionThreshold !== undefined && body.length >= compressionThreshold;
    if (compress && long) return answerCompressed(poll.request, poll.response, headers, body, done);
    done();
    answer(poll.response, 200, headers, body);
  }

  #onPost(exchange: Exchange): void {
    if (this.#posting) {
      answer(exchange.response, 400, exchange.headers, "");
      return this.#lost("data request overlap from client");
    }
    this.#posting = true;
    const { maxBytes, bodyTimeout, codec } = this.rules;
    const bodyRules = { maxBytes, timeout: bodyTimeout, binary: codec.protocol === 3 };
    const received = (bytes: number): void => void (this.#bytesRead += bytes);
    readBody(exchange.request, bodyRules, received, (body) => {
      this.#posting = false;
      this.#onBody(exchange, body);
    });
  }

  #onBody({ response, headers }: Exchange, body: string | Buffer | BodyRefusal | undefined): void {
    if (body === undefined) return this.#lost("data request connection closed prematurely");
    if (body instanceof BodyRefusal) {
      const { status, message, fatal } = body;
      // Of a body that does not end, nobody can say where the next request begins.
      const unfinished = status === 408 ? { Connection: "close" } : undefined;
      answer(
        response,
        status,
        { ...headers, ...unfinished, "Content-Type": "application/json" },
        JSON.stringify({ code: 3, message }),
      );
      if (fatal) this.#lost(message);
      else reportRefusedBody(this.rules.server, status);
      return;
    }
    const good = this.#decode(body);
    // "text/html" is what the reference implementation answers.
    if (good) answer(response, 200, { ...headers, "Content-Type": "text/html" }, "ok");
    else answer(response, 400, { ...headers, "Content-Type": "application/json" }, BAD_REQUEST);
  }

  /** Hands out the packets of a body one by one, until one is bad or the session ends. */
  #decode(body: string | Buffer): boolean {
    try {
      for (const packet of this.rules.codec.decodePayload(body, this.rules.maxPackets)) {
        if (this.#state === "dead") break;
        this.#receive(packet);
      }
      return true;
    } catch (error) {
      if (this.#state === "open") this.owner.transportLost("parse error", error);
      return false;
    }
  }

  #receive(packet: EnginePacket<string | Binary>): void {
    const { type, data } = packet;
    if (type !== "message") this.owner.receiveControl(packet);
    else if (data instanceof Uint8Array)
      this.owner.receiveBinary(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    else this.owner.receiveText(typeof data === "string" ? data : "", 0);
  }

  #encode(queue: readonly Queued[]): string | Uint8Array {
    const { codec, base64 } = this.rules;
    if (codec.protocol === 3) return codec.encodePayload(queue.flatMap(packetsOf), base64);
    return queue.map((item) => (typeof item === "string" ? item : item.payloadPart)).join(SEPARATOR);
  }
}

function packetsOf(item: Queued): readonly EnginePacket<string | Uint8Array>[] {
  if (typeof item !== "string") return item.packets;
  const type = PACKET_TYPES[Number(item[0])] ?? "noop";
  return [item.length > 1 ? { type, data: item.slice(1) } : { type }];
}
