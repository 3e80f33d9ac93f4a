import type { Binary, EnginePacket } from "@upwire/protocol";
import type { PollingTransport } from "./transports/polling.ts";
import type { TransportOwner } from "./transports/transport.ts";
import type { WebSocketTransport } from "./transports/web-socket.ts";

/** Told how an upgrade goes. */
export interface UpgradeObserver {
  /** The probe was answered; polling still carries everything. */
  upgradeProbed(transport: WebSocketTransport): void;
  /** The client has stopped polling, and its next packet comes over the new transport. */
  upgradeDone(transport: WebSocketTransport): void;
  /** The probe came to nothing, and polling goes on unharmed. */
  upgradeFailed(why: string): void;
}

/**
 * One WebSocket that may take a polling session over (Engine.IO 4, Upgrade): owns it from its handshake to the `5` packet.
 * Until then everything we send stays with polling, whose polls do not hang once the probe is answered, so that the client
 * can finish the one it has and pause. The first packet out of order ends the probe and nothing else.
 */
export class Upgrade implements TransportOwner {
  readonly #polling: PollingTransport;
  readonly #probe: WebSocketTransport;
  readonly #observer: UpgradeObserver;
  #over: (() => void) | undefined;
  #state: { readonly step: "opened" | "answered"; readonly timer: NodeJS.Timeout } | { readonly step: "over" };

  constructor(polling: PollingTransport, probe: WebSocketTransport, timeout: number, observer: UpgradeObserver) {
    this.#polling = polling;
    this.#probe = probe;
    this.#observer = observer;
    this.#state = { step: "opened", timer: setTimeout(() => this.fail("timeout"), timeout) };
    probe.owner = this;
  }

  /** Calls back when the upgrade has succeeded or failed. */
  onceOver(over: () => void): void {
    this.#over = over;
  }

  /** Gives the probe up; the session stays with polling. */
  fail(why: string): void {
    if (!this.#finish()) return;
    this.#probe.destroy();
    this.#observer.upgradeFailed(why);
    this.#over?.();
  }

  receiveControl(packet: EnginePacket<string | Binary>): void {
    const state = this.#state;
    if (state.step === "opened" && packet.type === "ping" && packet.data === "probe") {
      this.#state = { ...state, step: "answered" };
      this.#probe.sendControl("3probe");
      this.#polling.hurry(true);
      this.#observer.upgradeProbed(this.#probe);
    } else if (state.step === "answered" && packet.type === "upgrade") {
      this.#finish();
      this.#observer.upgradeDone(this.#probe);
      this.#over?.();
    } else {
      this.fail(`unexpected ${packet.type} packet`);
    }
  }

  receiveText(): void {
    this.fail("message before the upgrade packet");
  }

  receiveBinary(): void {
    this.fail("message before the upgrade packet");
  }

  transportLost(reason: string): void {
    this.fail(reason);
  }

  transportFlushed(): void {}

  transportSlow(): void {}

  #finish(): boolean {
    const state = this.#state;
    if (state.step === "over") return false;
    clearTimeout(state.timer);
    this.#state = { step: "over" };
    this.#polling.hurry(false);
    return true;
  }
}
