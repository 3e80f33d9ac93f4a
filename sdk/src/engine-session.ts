import {
  type Attachment,
  type Binary,
  completeHandshake,
  type Handshake,
  type Inspector,
  type Report,
} from "@upwire/protocol";
import { systemClock } from "./clock.ts";
import { offlineError, type UpwireError } from "./errors.ts";
import { callHandler, Listeners, type Unsubscribe } from "./listeners.ts";
import { engineUrl } from "./engine-url.ts";
import { inspectOwner, inspectSession, type Watch } from "./inspection.ts";
import { type CloseReason, Session, type SessionOptions, type SessionOwner } from "./session.ts";
import type { SessionState } from "./transport.ts";

/** What a bare session tells its application. */
export interface EngineEvents {
  /** The server has accepted; what was sent before leaves now. */
  open(handshake: Handshake): void;
  message(data: string | Binary): void;
  /** Everything sent so far has left. */
  drain(): void;
  /** Once, and nothing follows. `error` says more wherever there is more to say, and always when the session never opened. */
  close(reason: CloseReason, error: UpwireError | undefined): void;
}

/** How a bare session connects. */
export interface EngineSessionOptions extends SessionOptions {
  /** The path of the Engine.IO server. Default `/engine.io/`. */
  readonly path?: string | undefined;
  /** Replaces the query of the address. */
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** Told of every packet, heartbeat and step of an upgrade; must not throw. */
  readonly inspector?: Inspector | undefined;
}

/**
 * One Engine.IO session without Socket.IO on top: messages in order, text or binary, over any transport.
 *
 * ```ts
 * const session = new Session("https://example.com", { transport: upgrade(polling(), webSocket()) });
 * session.on("message", (data) => console.log(data));
 * session.send("hello");
 * ```
 */
export class EngineSession {
  readonly #listeners = new Listeners();
  readonly #session: Session;
  /** What was sent before the session was open. */
  readonly #early: (string | Attachment)[] = [];
  #pending = 0;

  /** Starts connecting at once. Throws only for an address that is none. */
  constructor(url: string | URL, options: EngineSessionOptions) {
    const { inspector, path, query, clock = systemClock } = options;
    const owner: SessionOwner = {
      opened: () => this.#opened(),
      received: (data) => this.#listeners.fire("message", data),
      ended: (reason, error) => {
        globalThis.removeEventListener?.("offline", this.#offline);
        this.#listeners.fire("close", reason, error);
      },
    };
    const session = new Session(engineUrl(url, path, query), options, owner);
    this.#session = session;
    if (inspector) {
      const tell = (report: Report): void => void callHandler(inspector, [{ at: clock.performance.now(), ...report }]);
      const watch: Watch = { clock, protocol: options.protocol?.protocol ?? 4, tell };
      inspectSession(session, watch);
      inspectOwner(owner, () => session, watch);
    }
    // A page hears that the network is gone long before a heartbeat is overdue; a service worker may add no listener this late.
    const local = /\/\/localhost\b/.test(`${url}`);
    if (!local && !("skipWaiting" in globalThis)) globalThis.addEventListener?.("offline", this.#offline);
  }

  /** The session id, empty until the server has accepted; a secret of this client and the server. */
  get id(): string {
    return this.#session.handshake?.sid ?? "";
  }

  get state(): SessionState {
    return this.#session.state;
  }

  /** The name of the transport in use, which changes with an upgrade. */
  get transport(): string {
    return this.#session.transport.name;
  }

  /** Whether what is sent now leaves now. */
  get writable(): boolean {
    return this.#session.writable;
  }

  /** Messages that wait for their turn. */
  get buffered(): number {
    return this.#early.length + (this.#session.transport.buffered ?? 0);
  }

  /** Subscribes; call what it returns to stop. What a listener throws surfaces as uncaught and disturbs nothing. */
  on<Name extends keyof EngineEvents>(name: Name, listener: EngineEvents[Name]): Unsubscribe {
    return this.#listeners.on(name, listener);
  }

  /** Subscribes to the next time only. */
  once<Name extends keyof EngineEvents>(name: Name, listener: EngineEvents[Name]): Unsubscribe {
    return this.#listeners.on(name, listener, true);
  }

  /** Sends a message, in order, now or once the session is open. Ignored after `close`. */
  send(data: string | Attachment): void {
    if (this.#session.state === "opening") return void this.#early.push(data);
    this.#pending++;
    void Promise.resolve(this.#session.send(data)).then(this.#left);
  }

  /** Sends what is queued, then closes; at once while still opening. */
  close(): void {
    if (this.state !== "closing") void this.#session.close();
  }

  #opened(): void {
    for (const data of this.#early.splice(0)) this.send(data);
    const { handshake } = this.#session;
    if (handshake) this.#listeners.fire("open", completeHandshake(handshake));
  }

  readonly #left = (): void => {
    if (!--this.#pending && this.state === "open") this.#listeners.fire("drain");
  };

  readonly #offline = (): void => this.#session.end("transport close", offlineError());
}
