import type { Duplex } from "node:stream";
import { performance } from "node:perf_hooks";
import { ProtocolError } from "@upwire/protocol";
import { WebSocket } from "ws";
import { EARLY_FLUSH } from "../../limits.ts";
import type { Flushable } from "../flush-list.ts";
import type { OutboundMessage } from "../outbound-message.ts";
import { type Frame, pongFrame, textFrame } from "./frame.ts";
import type { ControlPacket, Transport, TransportOwner } from "./transport.ts";
import type { WebSocketForm } from "./web-socket-form.ts";

/** The class that `ws` instantiates for us: what it would tell listeners goes to its transport, without any listener. */
export class LinkedWebSocket extends WebSocket {
  transport: WebSocketTransport | undefined;

  override emit(event: string | symbol, first?: unknown, second?: unknown): boolean {
    const { transport } = this;
    if (transport === undefined) return true;
    // The casts hold because `ws` documents these arguments, and hands out Buffers unless told otherwise.
    if (event === "message") transport.receive(first as Buffer, second as boolean);
    else if (event === "close") transport.owner.transportLost("transport close", first);
    else if (event === "error") transport.owner.transportLost("transport error", first);
    else if (event === "ping") transport.answerPing(first as Buffer);
    return true;
  }
}

const MESSAGE_DIGIT = 52;
const MESSAGE_BYTE = 4;

/**
 * A WebSocket: `ws` reads it, and we write our own frames past it, joined into one write per tick. Where permessage-deflate
 * was agreed on, `ws` writes as well.
 */
export class WebSocketTransport implements Transport, Flushable {
  owner: TransportOwner;
  readonly #form: WebSocketForm;
  readonly #socket: Duplex;
  readonly #webSocket: LinkedWebSocket;
  /** Frames of this tick: `#chunks` first, then `#text`. */
  #text = "";
  #chunks: Frame[] | undefined;
  #queued = 0;
  #pings: { readonly since: number; count: number } | undefined;

  constructor(webSocket: LinkedWebSocket, socket: Duplex, form: WebSocketForm, owner: TransportOwner) {
    this.owner = owner;
    this.#form = form;
    this.#socket = socket;
    this.#webSocket = webSocket;
    webSocket.transport = this;
  }

  get name(): "websocket" {
    return "websocket";
  }

  get writable(): boolean {
    return this.#queued === 0 && !this.#socket.writableNeedDrain && this.#webSocket.readyState === WebSocket.OPEN;
  }

  get bufferedAmount(): number {
    return this.#form.deflates ? this.#webSocket.bufferedAmount : this.#queued + this.#socket.writableLength;
  }

  get bytesRead(): number {
    const socket = this.#socket;
    return "bytesRead" in socket && typeof socket.bytesRead === "number" ? socket.bytesRead : 0;
  }

  sendMessage(message: OutboundMessage, compress: boolean): void {
    if (this.#form.deflates) this.#sendDeflated(message, compress);
    else this.#queue(message.frame(this.#form));
  }

  sendControl(packet: ControlPacket): void {
    if (this.#form.deflates) this.#sendThroughWs(packet, false);
    else this.#queue(textFrame(packet));
  }

  close(closed: () => void): void {
    this.flush();
    this.#webSocket.close();
    closed();
  }

  destroy(): void {
    this.flush();
    this.#detach();
    this.#webSocket.close();
  }

  /** Cuts the connection without a close frame, for a peer that would not read it. */
  terminate(): void {
    this.#detach();
    this.#webSocket.terminate();
  }

  /** Takes one message from `ws`. */
  receive(data: Buffer, binary: boolean): void {
    if (binary) return this.#receiveBinary(data);
    const frame = data.toString();
    if (frame.charCodeAt(0) === MESSAGE_DIGIT) this.owner.receiveText(frame, 1);
    else this.#receiveOther(frame);
  }

  /** Answers a ping of the WebSocket protocol, and ends a connection that sends nothing but work. */
  answerPing(data: Buffer): void {
    const now = performance.now();
    if (this.#pings === undefined || now - this.#pings.since > 1_000) this.#pings = { since: now, count: 0 };
    if (++this.#pings.count <= this.#form.maxPingsPerSecond)
      return this.#form.deflates ? this.#webSocket.pong(data) : this.#queue(pongFrame(data));
    this.flush();
    this.#webSocket.close(1008);
    this.owner.transportLost(
      "transport error",
      new Error(`more than ${this.#form.maxPingsPerSecond} pings in a second`),
    );
  }

  flush(): void {
    const queued = this.#queued;
    if (queued === 0) return;
    this.#queued = 0;
    const { owner } = this;
    // After a close frame nothing may follow, and `ws` has sent or answered one in every other state.
    if (this.#webSocket.readyState !== WebSocket.OPEN) return this.#drop();
    if (!this.#form.deflates) this.#write();
    const after = this.bufferedAmount;
    if (after > EARLY_FLUSH) owner.transportSlow(after, after <= queued);
    owner.transportFlushed();
  }

  /** Calls back when the peer has taken what was written; calls while one waits are for the same moment. */
  onceDrained(drained: () => void): void {
    const socket = this.#socket;
    const { draining } = this.#form;
    if (!socket.writableNeedDrain) return drained();
    if (draining.has(socket)) return;
    draining.add(socket);
    socket.once("drain", () => {
      draining.delete(socket);
      drained();
    });
  }

  #receiveBinary(data: Buffer): void {
    if (this.#form.protocol === 4) return this.owner.receiveBinary(data);
    if (data[0] === MESSAGE_BYTE) return this.owner.receiveBinary(data.subarray(1));
    this.owner.transportLost(
      "parse error",
      new ProtocolError("BAD_PACKET_TYPE", "a binary frame of Engine.IO 3 starts with byte 4"),
    );
  }

  #receiveOther(frame: string): void {
    let packet;
    try {
      packet = this.#form.codec.decodeFrame(frame);
    } catch (error) {
      return this.owner.transportLost("parse error", error);
    }
    const { type, data } = packet;
    if (type === "message" && data instanceof Uint8Array) this.owner.receiveBinary(asBuffer(data));
    else this.owner.receiveControl(packet);
  }

  #queue(frame: Frame): void {
    if (this.#queued === 0) this.#form.flushes.add(this);
    this.#queued += frame.length;
    if (typeof frame === "string") this.#text += frame;
    else {
      this.#chunks ??= [];
      if (this.#text !== "") this.#chunks.push(this.#text);
      this.#text = "";
      this.#chunks.push(frame);
    }
    if (this.#queued > EARLY_FLUSH) this.flush();
  }

  #write(): void {
    const chunks = this.#chunks;
    const text = this.#text;
    this.#text = "";
    if (chunks === undefined) {
      this.#socket.write(text, "latin1");
      return;
    }
    this.#chunks = undefined;
    if (text !== "") chunks.push(text);
    this.#socket.cork();
    for (const chunk of chunks) this.#socket.write(chunk, "latin1");
    this.#socket.uncork();
  }

  #sendDeflated(message: OutboundMessage, compress: boolean): void {
    for (const packet of message.packets)
      this.#sendThroughWs(this.#form.codec.encodeFrame(packet, this.#form.base64), compress);
  }

  // True by construction: codecs answer a Blob only to a Blob, and an outbound message has none.
  #sendThroughWs(frame: unknown, compress: boolean): void {
    if (this.#queued === 0) this.#form.flushes.add(this);
    this.#queued += 1;
    this.#webSocket.send(frame as string | Uint8Array, { compress });
  }

  #detach(): void {
    this.#drop();
    this.#webSocket.transport = undefined;
  }

  #drop(): void {
    this.#text = "";
    this.#chunks = undefined;
    this.#queued = 0;
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
