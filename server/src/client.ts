import { excerpt, MAX_NAME_LENGTH, ProtocolError, type SocketPacket, SocketPacketType } from "@upwire/protocol";
import type { IncomingMessage } from "node:http";
import type { EncodedParts } from "./adapter-encoder.ts";
import type { BroadcastFlags } from "./adapters/adapter.ts";
import { namespaceOfBadAuth } from "./namespace-of-bad-auth.ts";
import type { PacketDecoder } from "./codec.ts";
import { deadlineIn, NEVER, type Watched } from "./deadlines.ts";
import type { CloseReason } from "./engine/close-reason.ts";
import type { OutboundMessage } from "./engine/outbound-message.ts";
import type { Session, SessionConsumer } from "./engine/session.ts";
import { queryOf } from "./handshake.ts";
import type { AnyNamespace } from "./namespace.ts";
import type { AnyServer } from "./server.ts";
import type { AnySocket } from "./socket.ts";

/** A namespace that is deciding whether to let the client in: an object of its own for each attempt. */
interface Attempt {
  readonly attempt: true;
}

/** Joined, being decided, or left by our own doing, so that the client may not know yet. */
type Membership = AnySocket | Attempt | "left";

/** What a client sent along to join. */
export type Auth = Readonly<Record<string, unknown>> | undefined;

/** One connection and the namespaces joined over it. */
export class Client implements SessionConsumer, Watched {
  /** The Engine.IO session underneath. */
  readonly conn: Session;
  readonly server: AnyServer;
  /** Its own one, or none while it waits for no attachment and can use everybody's. */
  #decoder: PacketDecoder | undefined;
  // Most connections join one namespace, and a map for it would be much of what an idle one costs.
  #only: AnySocket | undefined;
  #others: Map<string, Membership> | undefined;
  #refusals = 0;
  /** When the time to join is up, later the time of a packet's attachments. */
  #deadline: number;
  #awaiting = false;
  #closed = false;

  constructor(server: AnyServer, conn: Session) {
    this.server = server;
    this.conn = conn;
    if (server._codec.lender === undefined) this.#decoder = this.#ownDecoder();
    this.#deadline = deadlineIn(server.connectTimeout());
    server._deadlines.watch(this);
  }

  /** The session's id, which is a secret of this client. */
  get id(): string {
    return this.conn.id;
  }

  /** The request that opened the connection. */
  get request(): IncomingMessage {
    return this.conn.request;
  }

  /** Takes a text message from the session. */
  text(frame: string, offset: number): void {
    this.#take(frame, offset);
  }

  /** Takes a binary message from the session. */
  binary(data: Buffer): void {
    this.#take(data, 0);
  }

  /** Takes the end of the session. */
  closed(reason: CloseReason, detail?: unknown): void {
    this.#end(reason, detail);
  }

  /** Sends what an adapter has encoded. */
  writeToEngine(parts: EncodedParts, flags?: BroadcastFlags): void {
    this._write(this.server.encoder.messageOf(parts), flags);
  }

  /** Ends the time to join, or to deliver attachments, when it is up. */
  checkDeadline(now: number): boolean {
    if (this.#closed || this.#deadline === NEVER) return false;
    if (now < this.#deadline) return true;
    if (this.#decoder?.waiting)
      this.#break("parse error", "ATTACHMENTS_OVERDUE", "the attachments of a packet did not arrive in time");
    else this.#break("forced server close", "CONNECT_OVERDUE", "no namespace was joined in time");
    return false;
  }

  /**
   * Lets a client of the V2 era into `/` without being asked, as its protocol has it. Done while the session opens, so
   * that CONNECT leaves in one payload with the open packet. @internal
   */
  _connectUnasked(): void {
    this.#connect("/", undefined);
  }

  /** @internal */
  _send(packet: SocketPacket, flags?: BroadcastFlags): void {
    if (!this.#closed) this.conn.sendMessage(this.server._codec.encode(packet), flags);
  }

  /** Sends what others get too, from whom one that cannot take it keeps nothing. @internal */
  _write(message: OutboundMessage, flags?: BroadcastFlags): void {
    try {
      if (!this.#closed) this.conn.sendMessage(message, flags);
    } catch (error) {
      this.conn._handlerFailed(error, "broadcast");
    }
  }

  /** Disconnects every socket, then ends the connection after what is queued has left. @internal */
  _disconnect(): void {
    for (const socket of this.#sockets()) socket.disconnect();
    this.conn.close();
  }

  /** Takes note that a socket has joined. @internal */
  _joined(socket: AnySocket): void {
    this.#others?.delete(socket.nsp.name);
    if (this.#others?.size === 0) this.#others = undefined;
    if (this.#only === undefined) this.#only = socket;
    else this.#set(socket.nsp.name, socket);
    // A packet may have begun while the namespace was deciding: the time of its attachments goes on, or starts.
    if (!this.#awaiting) this.#deadline = NEVER;
    if (this.#decoder?.waiting) this.#expectAttachments();
  }

  /** Takes note that a socket is gone; `byUs` when its client may not know yet. @internal */
  _left(socket: AnySocket, byUs: boolean): void {
    const { name } = socket.nsp;
    if (this.#only === socket) this.#only = undefined;
    else this.#others?.delete(name);
    if (byUs && !this.#closed) this.#set(name, "left");
  }

  #take(message: string | Buffer, offset: number): void {
    if (this.#closed) return;
    const { lender } = this.server._codec;
    const decoder = this.#decoder ?? lender?.decoder ?? this.#ownDecoder();
    let packet: SocketPacket | undefined;
    try {
      packet = decoder.add(message, offset);
    } catch (error) {
      const nsp = this.conn.protocol === 4 ? namespaceOfBadAuth(error, message, offset) : undefined;
      const taken = nsp !== undefined && (this.#membership(nsp) ?? "left") !== "left";
      if (nsp === undefined || taken) return this.#refuseMessage(error);
      return this.#refuse(nsp, new Error("auth must be an object, nested no deeper than 512 levels"));
    }
    if (packet !== undefined) {
      if (this.#awaiting) this.#stopAwaiting();
      this.#deliver(packet);
    } else if (decoder.waiting) {
      this.#decoder ??= lender?.give();
      this.#expectAttachments();
    }
  }

  #ownDecoder(): PacketDecoder {
    return this.server._codec.decoder(
      (packet) => this.#deliver(packet),
      (error) => this.#refuseMessage(error),
    );
  }

  #deliver(packet: SocketPacket): void {
    try {
      this.#receive(packet);
    } catch (error) {
      // Handlers never throw up to here, but an adapter may: that ends this connection and nothing else.
      this.server._report(error, undefined, "packet");
      this.#break("forced server close", "PACKET_FAILED", "a packet could not be handled");
    }
  }

  #refuseMessage(error: unknown): void {
    const code = error instanceof ProtocolError ? error.code : "BAD_PACKET";
    this.#break("parse error", code, error instanceof Error ? error.message : "the parser refused a message");
  }

  #receive(packet: SocketPacket): void {
    if (packet.type === SocketPacketType.CONNECT) return this.#receiveConnect(packet);
    const socket = this.#membership(packet.nsp);
    if (socket === "left") return this.#receiveLate(packet);
    if (socket === undefined || packet.type === SocketPacketType.CONNECT_ERROR) {
      return this.#misplaced(packet, "out of place");
    }
    if (!("attempt" in socket)) socket._onPacket(packet);
    else if (packet.type === SocketPacketType.DISCONNECT) this.#others?.delete(packet.nsp);
    else this.#misplaced(packet, "before it was joined");
  }

  #misplaced({ type, nsp }: SocketPacket, how: string): void {
    this.#break("forced server close", "UNEXPECTED_PACKET", `packet ${type} for ${excerpt(nsp)} ${how}`);
  }

  /** Packets that were on their way when we ended the membership are nobody's fault. */
  #receiveLate(packet: SocketPacket): void {
    if (packet.type === SocketPacketType.DISCONNECT) this.#others?.delete(packet.nsp);
  }

  #receiveConnect(packet: SocketPacket): void {
    // True because decoders let nothing but an object or nothing through.
    const auth = (packet.data ?? undefined) as Auth;
    if (this.conn.protocol === 4) return this.#connect(packet.nsp, auth);
    const mark = packet.nsp.indexOf("?");
    const name = mark < 0 ? packet.nsp : packet.nsp.slice(0, mark);
    // A client of the V2 era may ask for `/`, which it has been given already.
    if (name === "/" && this.#only?.nsp.name === "/") return;
    this.#connect(name, queryOf(packet.nsp));
  }

  #connect(name: string, auth: Auth): void {
    const state = this.#membership(name);
    if (state !== undefined && state !== "left") {
      return this.#break("forced server close", "CONNECTED_TWICE", `a second CONNECT for ${excerpt(name)}`);
    }
    const { maxNamespaces } = this.server._limits;
    const taken = (this.#only === undefined ? 0 : 1) + (this.#others?.size ?? 0);
    if (taken >= maxNamespaces && state === undefined)
      return this.#refuse(name, new Error(`more than ${maxNamespaces} namespaces`));
    const attempt: Attempt = { attempt: true };
    this.#set(name, attempt);
    this.server._namespaceFor(name, auth ?? {}, (nsp) => {
      if (this.#others?.get(name) !== attempt) return;
      if (nsp === undefined) this.#refuse(name, new Error("Invalid namespace"));
      else this.#join(nsp, auth, attempt);
    });
  }

  #join(nsp: AnyNamespace, auth: Auth, attempt: Attempt): void {
    nsp._admit(this, auth, (socket, error) => {
      const wanted = !this.#closed && this.conn.readyState === "open" && this.#others?.get(nsp.name) === attempt;
      if (wanted && error === undefined) return nsp._connect(socket);
      socket._cleanUp();
      if (wanted && error !== undefined) this.#refuse(nsp.name, error);
    });
  }

  #refuse(name: string, error: Error & { data?: unknown }): void {
    this.#others?.delete(name);
    const refusal = { message: error.message, ...(error.data === undefined ? undefined : { data: error.data }) };
    const data = this.conn.protocol === 4 ? refusal : error.data || error.message;
    this._send({ type: SocketPacketType.CONNECT_ERROR, nsp: name.slice(0, MAX_NAME_LENGTH), data });
    this.conn.server.counters.refusedConnects++;
    if (++this.#refusals > this.server._limits.maxRefusedConnects)
      this.#break("forced server close", "TOO_MANY_REFUSALS", "too many refused CONNECT packets");
  }

  #expectAttachments(): void {
    if (this.#only === undefined && this.#others === undefined)
      return this.#break("forced server close", "UNEXPECTED_PACKET", "binary before a namespace was joined");
    if (this.#awaiting || this.#deadline !== NEVER) return;
    this.#awaiting = true;
    this.#deadline = deadlineIn(this.server._limits.attachmentTimeout);
    this.server._deadlines.watch(this);
  }

  // The watch itself ends with the next sweep, so that a stream of binary events does not enter and leave it each time.
  #stopAwaiting(): void {
    this.#awaiting = false;
    this.#deadline = NEVER;
  }

  /** Ends the connection for what the peer did, or failed to do. */
  #break(reason: "parse error" | "forced server close", code: string, message: string): void {
    if (this.#closed) return;
    this.server._logger.warn({ code, address: this.conn.remoteAddress, reason }, `closed a connection: ${message}`);
    this.#end(reason, message);
    this.conn.close(true, reason === "parse error" ? "parse error" : "forced close");
  }

  #end(reason: CloseReason | "forced server close", detail: unknown): void {
    if (this.#closed) return;
    this.#closed = true;
    const sockets = this.#sockets();
    this.#only = undefined;
    this.#others = undefined;
    this.#decoder?.reset();
    this.server._deadlines.forget(this);
    for (const socket of sockets) socket._onClose(reason, detail);
  }

  #sockets(): AnySocket[] {
    const sockets = this.#only === undefined ? [] : [this.#only];
    for (const member of this.#others?.values() ?? [])
      if (member !== "left" && !("attempt" in member)) sockets.push(member);
    return sockets;
  }

  #membership(name: string): Membership | undefined {
    return this.#only !== undefined && this.#only.nsp.name === name ? this.#only : this.#others?.get(name);
  }

  #set(name: string, membership: Membership): void {
    this.#others ??= new Map();
    this.#others.set(name, membership);
  }
}
