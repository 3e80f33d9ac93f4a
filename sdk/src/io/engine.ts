import type { EnginePacket, InspectionEvent } from "@upwire/protocol";
import type { Connection } from "../connection.ts";
import { inspect } from "../features/inspect.ts";
import type { Untyped } from "../events.ts";
import { type Listener, Listeners, type Unsubscribe } from "../listeners.ts";
import type { Session } from "../session.ts";
import { listenersOf, unsubscribe } from "./subscriptions.ts";

type EngineListener = (...args: Untyped[]) => void;

/**
 * The session below a manager, as `socket.io-client` shows it at `io.engine`. Events: `open`, `handshake`, `packet`,
 * `packetCreate`, `message`, `data`, `ping`, `pong`, `heartbeat`, `flush`, `drain`, `upgrading`, `upgrade`,
 * `upgradeError`, `close`. They are made from the inspection stream, and only while somebody listens.
 */
export class Engine {
  readonly #connection: Connection;
  readonly #session: Session;
  readonly #handlers = new Listeners();
  #stop: Unsubscribe | undefined;
  #draining = false;

  constructor(connection: Connection, session: Session) {
    this.#connection = connection;
    this.#session = session;
  }

  /** The session id; undefined before the handshake. */
  get id(): string | undefined {
    return this.#session.handshake?.sid;
  }

  /** `opening`, `open`, `closing` or `closed`. */
  get readyState(): string {
    return this.#session.state;
  }

  /** The transport in use, which changes with an upgrade. */
  get transport(): { readonly name: string; readonly writable: boolean } {
    return { name: this.#session.transport.name, writable: this.#session.writable };
  }

  /** Number of packets that wait for the transport. */
  get bufferedAmount(): number {
    return this.#session.transport.buffered ?? 0;
  }

  on(name: string, listener: EngineListener): this {
    return this.#add(name, listener);
  }

  once(name: string, listener: EngineListener): this {
    return this.#add(name, listener, true);
  }

  off(name?: string, listener?: EngineListener): this {
    unsubscribe(this.#handlers, name, listener);
    return this;
  }

  addEventListener(name: string, listener: EngineListener): this {
    return this.on(name, listener);
  }

  removeListener(name?: string, listener?: EngineListener): this {
    return this.off(name, listener);
  }

  removeEventListener(name?: string, listener?: EngineListener): this {
    return this.off(name, listener);
  }

  removeAllListeners(name?: string): this {
    return this.off(name);
  }

  listeners(name: string): Listener[] {
    return listenersOf(this.#handlers, name);
  }

  hasListeners(name: string): boolean {
    return this.listeners(name).length > 0;
  }

  /** Closes the session; the manager reconnects if it is to. */
  close(): this {
    if (this.#session.state !== "closing") void this.#session.close();
    return this;
  }

  #add(name: string, listener: EngineListener, once?: boolean): this {
    this.#handlers.on(name, listener, once);
    if ((name === "flush" || name === "drain") && !this.#draining) this.#watchDrain();
    if (this.#session.state !== "closed" && !this.#stop) this.#watch();
    return this;
  }

  #watch(): void {
    const session = this.#session;
    this.#stop = inspect(this.#connection, (event) => this.#tell(event));
    const end = session.end.bind(session);
    // Not from the inspection stream: a session that was left ends when its connection has none or another one.
    session.end = (reason, error) => {
      const { state } = session;
      end(reason, error);
      if (state === "closed") return;
      this.#stop?.();
      this.#stop = undefined;
      this.#handlers.fire("close", reason, error?.message);
    };
  }

  /** From now on tells when everything has left. */
  #watchDrain(): void {
    const session = this.#session;
    const write = session.write.bind(session);
    let pending = 0;
    const left = (): void => {
      if (--pending || session.state !== "open") return;
      this.#handlers.fire("flush");
      this.#handlers.fire("drain");
    };
    session.write = (packet) => {
      const leaving = write(packet);
      pending++;
      void Promise.resolve(leaving).then(left);
      return leaving;
    };
    this.#draining = true;
  }

  #tell(event: InspectionEvent): void {
    // The next session of the connection has an engine of its own.
    if (this.#connection.session !== this.#session) return;
    const { kind } = event;
    if (kind === "engine packet") this.#tellPacket(event.direction, event.packet);
    else if (kind === "open") {
      this.#handlers.fire("handshake", this.#session.handshake);
      this.#handlers.fire("open");
    } else if (kind === "upgrade") {
      if (event.step === "probe answered") this.#handlers.fire("upgrading", { name: event.to });
      if (event.step === "confirmed") this.#handlers.fire("upgrade", this.transport);
      if (event.step === "failed")
        this.#handlers.fire(
          "upgradeError",
          Object.assign(new Error(`probe error: ${event.reason}`), { transport: event.to }),
        );
    }
  }

  #tellPacket(direction: "in" | "out", packet: EnginePacket): void {
    const { type, data } = packet;
    const out = direction === "out";
    this.#handlers.fire(out ? "packetCreate" : "packet", packet);
    if (out) return;
    if (type === "message") {
      this.#handlers.fire("data", data);
      this.#handlers.fire("message", data);
    } else if (type === "ping" || type === "pong") {
      this.#handlers.fire("heartbeat");
      this.#handlers.fire(type);
    }
  }
}
