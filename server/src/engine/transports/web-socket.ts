import type { Duplex } from "node:stream";
import { type EngineCodec, ProtocolError } from "@upwire/protocol";
import { type RawData, WebSocket } from "ws";
import { EARLY_FLUSH } from "../../limits.ts";
import type { FlushList, Flushable } from "../flush-list.ts";
import type { FrameForm, OutboundMessage } from "../outbound-message.ts";
import { type Frame, textFrame } from "./frame.ts";
import type { ControlPacket, Transport, TransportOwner } from "./transport.ts";

/** The class that `ws` instantiates for us: it knows its transport, so that three shared listeners serve all connections. */
export class LinkedWebSocket extends WebSocket {
  transport: WebSocketTransport | undefined;
}

/** How a client's WebSocket speaks. */
export interface WebSocketForm extends FrameForm {
  readonly codec: EngineCodec;
}

const MESSAGE_DIGIT = 52;
const MESSAGE_BYTE = 4;

/**
 * A WebSocket: `ws` reads it, and we write our own frames past it, joined into one write per tick. Where permessage-deflate
 * was agreed on, `ws` writes as well.
 */
export class WebSocketTransport implements Transport, Flushable {
  readonly name = "websocket";
  owner: TransportOwner;
  readonly #form: WebSocketForm;
  readonly #socket: Duplex;
  readonly #webSocket: LinkedWebSocket;
  readonly #flushes: FlushList;
  readonly #deflates: boolean;
  /** Frames of this tick: `#chunks` first, then `#text`. */
  #text = "";
  #chunks: Frame[] | undefined;
  #queued = 0;

  constructor(webSocket: LinkedWebSocket, socket: Duplex, form: WebSocketForm, flushes: FlushList, owner: TransportOwner) {
    this.owner = owner;
    this.#form = form;
    this.#socket = socket;
    this.#webSocket = webSocket;
    this.#flushes = flushes;
    this.#deflates = webSocket.extensions !== "";
    webSocket.transport = this;
    webSocket.on("message", onMessage).on("error", onError).on("close", onClose);
  }

  get writable(): boolean {
    return this.#queued === 0 && !this.#socket.writableNeedDrain && this.#webSocket.readyState === WebSocket.OPEN;
  }

  get bufferedAmount(): number {
    return this.#deflates ? this.#webSocket.bufferedAmount : this.#queued + this.#socket.writableLength;
  }

  get bytesRead(): number {
    const socket = this.#socket;
    return "bytesRead" in socket && typeof socket.bytesRead === "number" ? socket.bytesRead : 0;
  }

  sendMessage(message: OutboundMessage, compress: boolean): void {
    if (this.#deflates) this.#sendDeflated(message, compress);
    else this.#queue(message.frame(this.#form));
  }

  sendControl(packet: ControlPacket): void {
    if (this.#deflates) this.#sendThroughWs(packet, false);
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

  flush(): void {
    const queued = this.#queued;
    if (queued === 0) return;
    this.#queued = 0;
    const { owner } = this;
    // After a close frame nothing may follow, and `ws` has sent or answered one in every other state.
    if (this.#webSocket.readyState !== WebSocket.OPEN) return this.#drop();
    if (!this.#deflates) this.#write();
    const after = this.bufferedAmount;
    if (after > EARLY_FLUSH) owner.transportSlow(after, after <= queued);
    owner.transportFlushed();
  }

  /** Calls back when the peer has taken what was written. */
  onceDrained(drained: () => void): void {
    if (this.#socket.writableNeedDrain) this.#socket.once("drain", drained);
    else drained();
  }

  #receiveBinary(data: Buffer): void {
    if (this.#form.protocol === 4) return this.owner.receiveBinary(data);
    if (data[0] === MESSAGE_BYTE) return this.owner.receiveBinary(data.subarray(1));
    this.owner.transportLost("parse error", new ProtocolError("BAD_PACKET_TYPE", "a binary frame of Engine.IO 3 starts with byte 4"));
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
    if (this.#queued === 0) this.#flushes.add(this);
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
    for (const packet of message.packets) this.#sendThroughWs(this.#form.codec.encodeFrame(packet, this.#form.base64), compress);
  }

  // True by construction: codecs answer a Blob only to a Blob, and an outbound message has none.
  #sendThroughWs(frame: unknown, compress: boolean): void {
    if (this.#queued === 0) this.#flushes.add(this);
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

// The casts below hold because `ws` instantiates `LinkedWebSocket` (option `WebSocket`) and hands out Buffers unless told otherwise.

function onMessage(this: WebSocket, data: RawData, binary: boolean): void {
  (this as LinkedWebSocket).transport?.receive(data as Buffer, binary);
}

function onError(this: WebSocket, error: Error): void {
  (this as LinkedWebSocket).transport?.owner.transportLost("transport error", error);
}

function onClose(this: WebSocket, code: number): void {
  (this as LinkedWebSocket).transport?.owner.transportLost("transport close", code);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
