import { type Binary, type EnginePacket, namesOf, type UpgradeStep } from "@upwire/protocol";
import { UPGRADE_TIMEOUT } from "../limits.ts";
import type { Transport, TransportContext, TransportFactory } from "../transport.ts";

/** Options of `upgrade`. */
export interface UpgradeOptions {
  /** Longest hand-over, from the first step to the last, after which the session stays where it is. Default 10 000. */
  readonly timeout?: number | undefined;
}

/**
 * Starts on `from` and moves to `to` where the server offers it, losing nothing: `to` is probed while `from` goes on,
 * and a probe that fails at any step leaves the session on `from`.
 */
export function upgrade<From extends string, To extends string>(
  from: TransportFactory<From>,
  to: TransportFactory<To>,
  options: UpgradeOptions = {},
): TransportFactory<From | To> {
  return {
    name: from.name,
    open: (context) => new UpgradingTransport<From | To>(from, to, options.timeout ?? UPGRADE_TIMEOUT, context),
  };
}

class UpgradingTransport<Name extends string> implements Transport<Name> {
  readonly #to: TransportFactory<Name>;
  readonly #timeout: number;
  readonly #context: TransportContext;
  #current: Transport<Name>;
  /** The transport being probed. */
  #target: Transport<Name> | undefined;
  /** What is sent waits for this once the old transport has been told to pause. */
  #hold: Promise<void> | undefined;
  #release = (): void => {};
  #timer: unknown;

  constructor(from: TransportFactory<Name>, to: TransportFactory<Name>, timeout: number, context: TransportContext) {
    this.#to = to;
    this.#timeout = timeout;
    this.#context = context;
    const { events } = context;
    this.#current = from.open({
      ...context,
      events: {
        open: () => events.open(),
        packet: (packet) => {
          events.packet(packet);
          if (packet.type === "open") this.#start();
        },
        close: (reason, error) => {
          this.#drop();
          events.close(reason, error);
        },
      },
    });
  }

  get name(): Name {
    return this.#current.name;
  }

  get writable(): boolean {
    return !this.#hold && this.#current.writable;
  }

  fits(packets: readonly EnginePacket[]): number {
    return this.#current.fits?.(packets) ?? packets.length;
  }

  send(packets: readonly EnginePacket[]): Promise<void> | void {
    return this.#hold ? this.#hold.then(() => this.#current.send(packets)) : this.#current.send(packets);
  }

  async pause(): Promise<void> {
    if (this.#hold) await this.#hold;
    else this.#fail("the transport is paused");
    await this.#current.pause();
  }

  resume(): void {
    this.#current.resume();
  }

  close(): void {
    this.#drop();
    this.#current.close();
  }

  #start(): void {
    const { link, clock, events } = this.#context;
    if (link.state !== "open" || !namesOf(link.handshake?.upgrades).includes(this.#to.name)) return;
    this.#report("started");
    this.#timer = clock.setTimeout(() => this.#fail(`not done within ${this.#timeout} ms`), this.#timeout);
    const target = this.#to.open({
      ...this.#context,
      events: {
        open: () => {
          this.#report("probe opened");
          void target.send([{ type: "ping", data: "probe" }]);
          this.#report("probe sent");
        },
        packet: (packet) => (this.#current === target ? events.packet(packet) : this.#answer(packet)),
        close: (reason, error) => (this.#current === target ? events.close(reason, error) : this.#fail(error.message)),
      },
    });
    this.#target = target;
  }

  #answer({ type, data }: EnginePacket<string | Binary>): void {
    if (this.#hold || type !== "pong" || data !== "probe") return this.#fail(`probe answered with ${type}`);
    this.#report("probe answered");
    this.#hold = new Promise((resolve) => {
      this.#release = resolve;
    });
    void this.#handOver();
  }

  async #handOver(): Promise<void> {
    const old = this.#current;
    const target = this.#target;
    await old.pause();
    // The probe may have failed while the last poll was awaited.
    if (!target || target !== this.#target) return;
    this.#report("paused");
    // From here on there is no way back: the server moves as soon as it reads this.
    this.#current = target;
    this.#target = undefined;
    await target.send([{ type: "upgrade" }]);
    old.close();
    if (!this.#hold) return;
    this.#drop();
    this.#report("confirmed", old.name);
  }

  #fail(reason: string): void {
    if (!this.#target) return;
    this.#report("failed", this.name, reason);
    if (this.#hold) this.#current.resume();
    this.#drop();
  }

  /** Ends the hand-over, whatever has become of it. */
  #drop(): void {
    this.#context.clock.clearTimeout(this.#timer);
    this.#target?.close();
    this.#target = undefined;
    this.#hold = undefined;
    this.#release();
  }

  #report(step: UpgradeStep, from: string = this.name, reason?: string): void {
    this.#context.link.inspector?.({ kind: "upgrade", step, from, to: this.#to.name, reason });
  }
}
