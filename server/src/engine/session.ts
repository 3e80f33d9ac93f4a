import type { IncomingMessage } from "node:http";
import type { Binary, EnginePacket } from "@upwire/protocol";
import { Emitter } from "../emitter.ts";
import type { CloseReason } from "./close-reason.ts";
import type { Engine } from "./engine.ts";
import { type FlushReport, flushReport, type SendCallback } from "./flush-report.ts";
import type { Beating, DeadlineList } from "./heartbeats.ts";
import { messageOf, type OutboundMessage } from "./outbound-message.ts";
import { reportLoss } from "./reporting.ts";
import type { RequestSnapshot } from "./request-snapshot.ts";
import { PollingTransport } from "./transports/polling.ts";
import type { SendFlags } from "./send-flags.ts";
import type { SessionEvents } from "./session-events.ts";
import type { ControlPacket, Transport, TransportOwner } from "./transports/transport.ts";
import { WebSocketTransport } from "./transports/web-socket.ts";
import { Upgrade, type UpgradeObserver } from "./upgrade.ts";

/** What the layer above a session implements; one object per connection, called directly instead of through an emitter. */
export interface SessionConsumer {
  /** A text message; the message starts at `offset` of `frame` (the frame is handed over whole, so that nothing is sliced). */
  text(frame: string, offset: number): void;
  binary(data: Buffer): void;
  /** Once. */
  closed(reason: CloseReason, detail?: unknown): void;
}

type State = "open" | "closing" | "closed";

/** One Engine.IO connection, whatever carries it: the `Socket` of Engine.IO, and `socket.conn` of Socket.IO. */
export class Session extends Emitter<SessionEvents, SessionEvents> implements TransportOwner, Beating, UpgradeObserver {
  readonly id: string;
  readonly protocol: 3 | 4;
  readonly server: Engine;
  readonly snapshot: RequestSnapshot;
  /** Set it synchronously inside `engine.on("connection")`. */
  consumer: SessionConsumer | undefined;
  dueAt = 0;
  bytesReadAtPing = 0;
  duePrevious: Beating | undefined;
  dueNext: Beating | undefined;
  dueList: DeadlineList | undefined;
  #state: State = "open";
  #transport: Transport | undefined;
  #upgrade: Upgrade | "done" | undefined;
  #report: FlushReport | undefined;

  constructor(server: Engine, id: string, protocol: 3 | 4, snapshot: RequestSnapshot) {
    super();
    this.server = server;
    this.id = id;
    this.protocol = protocol;
    this.snapshot = snapshot;
  }

  get readyState(): State {
    return this.#state;
  }

  /** What carries the session now. */
  get transport(): Transport {
    if (this.#transport === undefined) throw new Error("the session has no transport yet");
    return this.#transport;
  }

  /** Whether the session has moved from the transport it began on to another. */
  get upgraded(): boolean {
    return this.#upgrade === "done";
  }

  /** The request that opened the session; rebuilt from its snapshot unless a hook looked at it during admission. */
  get request(): IncomingMessage {
    return this.snapshot.request;
  }

  get remoteAddress(): string {
    return this.snapshot.address;
  }

  /** Bytes queued towards the peer. */
  get bufferedAmount(): number {
    return this.transport.bufferedAmount;
  }

  /** @internal */
  get bytesRead(): number {
    return this.transport.bytesRead;
  }

  /** Sends a message; `callback` hears that the operating system has it. Throws `BAD_DATA` for U+001E, which polling cannot carry. */
  send(data: string | Binary, options?: SendFlags | SendCallback, callback?: SendCallback): this {
    const message = messageOf(data);
    if (this.transport instanceof PollingTransport) this.transport.check(message);
    const done = typeof options === "function" ? options : callback;
    if (done !== undefined) this.#watchFlush().callbacks.push(done);
    this.sendMessage(message, typeof options === "function" ? undefined : options);
    return this;
  }

  /** Same as `send`. */
  write(data: string | Binary, options?: SendFlags | SendCallback, callback?: SendCallback): this {
    return this.send(data, options, callback);
  }

  /** Sends a message that may have other receivers too, so that its wire forms are made once for all. */
  sendMessage(message: OutboundMessage, flags?: SendFlags): void {
    if (this.#state !== "open") return;
    const { transport } = this;
    if (flags?.volatile && !transport.writable) {
      this.server.counters.volatileDropped++;
      return;
    }
    if (this._subscribed) for (const packet of message.packets) this.#announce(packet);
    transport.sendMessage(message, flags?.compress !== false);
  }

  /** Closes after what is queued has left; with `discard`, without waiting for anything. */
  close(discard = false, reason: CloseReason = "forced close"): void {
    if (discard) return this.#end(reason);
    if (this.#state !== "open") return;
    this.#state = "closing";
    const closeTransport = (): void => {
      if (this.#state === "closing") this.transport.close(() => this.#end(reason));
    };
    // A client in the middle of an upgrade has paused polling, and takes nothing over WebSocket before it is through.
    if (this.#upgrade instanceof Upgrade) this.#upgrade.onceOver(closeTransport);
    else closeTransport();
  }

  /** Calls the listeners of an event. */
  emit<Name extends keyof SessionEvents>(name: Name, ...args: Parameters<SessionEvents[Name]>): boolean {
    return this._dispatch(name, [name, ...args]);
  }

  /** Begins on `transport` with the open packet. @internal */
  begin(transport: Transport, handshake: string): void {
    this.#transport = transport;
    transport.sendControl(`0${handshake}`);
    this.server.heartbeats.beat(this);
  }

  /** Lets a WebSocket of this session take over, if it asks properly and no other is about to. @internal */
  offer(probe: WebSocketTransport): void {
    const { transport } = this;
    if (this.#state !== "open" || this.#upgrade !== undefined || !(transport instanceof PollingTransport))
      return probe.destroy();
    this.#upgrade = new Upgrade(transport, probe, this.server.options.upgradeTimeout, this);
  }

  /** @internal */
  upgradeProbed(probe: WebSocketTransport): void {
    if (this._subscribed) this.emit("upgrading", probe);
  }

  /** @internal */
  upgradeDone(webSocket: WebSocketTransport): void {
    const polling = this.#transport;
    this.#upgrade = "done";
    this.#transport = webSocket;
    webSocket.owner = this;
    const queue = polling instanceof PollingTransport ? polling.retire() : [];
    for (const item of queue) {
      if (typeof item === "string") webSocket.sendControl(item);
      else webSocket.sendMessage(item, true);
    }
    if (this._subscribed) this.emit("upgrade", webSocket);
  }

  /** @internal */
  upgradeFailed(why: string): void {
    this.#upgrade = undefined;
    this.server.counters.upgradesFailed++;
    this.server.logger.debug({ why }, "an upgrade to WebSocket failed, the session stays on polling");
  }

  /** @internal */
  receiveText(frame: string, offset: number): void {
    if (this.#state !== "open") return;
    if (this._subscribed) this.#announceMessage(frame.slice(offset));
    try {
      this.consumer?.text(frame, offset);
    } catch (error) {
      this._handlerFailed(error, "message");
    }
  }

  /** @internal */
  receiveBinary(data: Buffer): void {
    if (this.#state !== "open") return;
    if (this._subscribed) this.#announceMessage(data);
    try {
      this.consumer?.binary(data);
    } catch (error) {
      this._handlerFailed(error, "message");
    }
  }

  /** @internal */
  receiveControl(packet: EnginePacket<string | Binary>): void {
    if (this.#state === "closed") return;
    if (this._subscribed) this.emit("packet", packet);
    if (packet.type === "close") return this.#end("transport close", undefined, "6");
    if (packet.type === "ping" || packet.type === "pong") this.#receiveBeat(packet.type);
  }

  /** @internal */
  transportLost(reason: CloseReason, detail?: unknown): void {
    if (this.#state !== "closed") reportLoss(this.server, reason, detail);
    this.#end(reason, detail);
  }

  /** @internal */
  transportFlushed(): void {
    const report = this.#report;
    if (report === undefined) return;
    this.#report = undefined;
    const { transport } = this;
    for (const callback of report.callbacks) this._call(callback, ["send", transport], "send");
    if (report.packets.length === 0) return;
    this.emit("flush", report.packets);
    if (transport instanceof WebSocketTransport) transport.onceDrained(() => this.emit("drain"));
    else this.emit("drain");
  }

  /** @internal */
  transportSlow(queued: number, queueWasEmpty: boolean): void {
    if (this.#state !== "closed") this.server.slowConsumers.judge(this, queued, queueWasEmpty);
  }

  /** The slow consumer policy has given this peer up. @internal */
  fellBehind(): void {
    const queued = this.bufferedAmount;
    this.server.counters.slowConsumers++;
    this.server.logger.warn({ queued, transport: this.transport.name }, "closed a connection whose peer does not read");
    if (this.#transport instanceof WebSocketTransport) this.#transport.terminate();
    this.#end("slow consumer", { queued });
  }

  /** @internal */
  ping(): void {
    if (this._subscribed) this.#announce({ type: "ping" });
    this.transport.sendControl("2");
  }

  /** @internal */
  pingTimedOut(): void {
    this.#end("ping timeout");
  }

  /** @internal */
  override _handlerFailed(error: unknown, event: string): void {
    this.server.handlerFailed(error, event, this);
  }

  #receiveBeat(type: "ping" | "pong"): void {
    const { heartbeats, counters } = this.server;
    if (type !== (this.protocol === 4 ? "pong" : "ping"))
      return this.transportLost("transport error", new Error("invalid heartbeat direction"));
    if (this.#state !== "open") return;
    if (type === "ping") this.transport.sendControl("3");
    else if (!heartbeats.awaitsPong(this)) return void counters.unsolicitedPongs++;
    heartbeats.beat(this);
    if (this._subscribed) this.emit("heartbeat");
  }

  #abortUpgrade(): void {
    if (this.#upgrade instanceof Upgrade) this.#upgrade.fail("session closed");
  }

  #watchFlush(): FlushReport {
    return (this.#report ??= flushReport());
  }

  #announce(packet: EnginePacket<string | Binary>): void {
    this.emit("packetCreate", packet);
    this.#watchFlush().packets.push(packet);
  }

  #announceMessage(data: string | Buffer): void {
    this.emit("packet", { type: "message", data });
    this.emit("data", data);
    this.emit("message", data);
  }

  #end(reason: CloseReason, detail?: unknown, farewell: ControlPacket = "1"): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.server.heartbeats.stop(this);
    this.server.slowConsumers.forget(this);
    this.#abortUpgrade();
    this.#transport?.destroy(farewell);
    this.server.forget(this);
    try {
      this.consumer?.closed(reason, detail);
    } catch (error) {
      this._handlerFailed(error, "close");
    }
    if (this._subscribed) this.emit("close", reason, detail);
  }
}
