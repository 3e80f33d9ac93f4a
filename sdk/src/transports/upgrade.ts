import { type Binary, type EnginePacket, namesOf, type UpgradeStep } from "@upwire/protocol";
import { UPGRADE_TIMEOUT } from "../limits.ts";
import type { Transport, TransportContext, TransportEvents, TransportFactory } from "../transport.ts";

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
    open: (context, events) =>
      new UpgradingTransport<From | To>(from, to, options.timeout ?? UPGRADE_TIMEOUT, context, events),
  };
}

class UpgradingTransport<Name extends string> implements Transport<Name> {
  readonly #to: TransportFactory<Name>;
  readonly #timeout: number;
  readonly #context: TransportContext;
  readonly #events: TransportEvents;
  #current: Transport<Name>;
  /** The transport being probed. */
  #target: Transport<Name> | undefined;
  /** Lasts from the moment the old transport is told to pause; what is sent waits meanwhile. */
  #hold: Promise<void> | undefined;
  readonly #held: { readonly packet: EnginePacket; readonly leave: (left: Promise<void> | void) => void }[] = [];
  #release = (): void => {};
  #timer: unknown;

  constructor(
    from: TransportFactory<Name>,
    to: TransportFactory<Name>,
    timeout: number,
    context: TransportContext,
    events: TransportEvents,
  ) {
    this.#to = to;
    this.#timeout = timeout;
    this.#context = context;
    this.#events = events;
    this.#current = from.open(context, {
      open: () => events.open?.(),
      packet: (packet) => {
        const first = !context.link.handshake;
        events.packet(packet);
        if (first) this.#start();
      },
      end: (reason, error) => {
        this.#held.length = 0;
        this.#drop();
        events.end(reason, error);
      },
    });
  }

  get name(): Name {
    return this.#current.name;
  }

  get writable(): boolean {
    return !this.#hold && this.#current.writable;
  }

  get buffered(): number {
    return this.#held.length + (this.#current.buffered ?? 0);
  }

  send(packet: EnginePacket): Promise<void> | void {
    if (!this.#hold) return this.#current.send(packet);
    return new Promise((leave) => void this.#held.push({ packet, leave }));
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
    this.#held.length = 0;
    this.#drop();
    this.#current.close();
  }

  #start(): void {
    const { link, clock } = this.#context;
    if (link.state !== "open" || !namesOf(link.handshake?.upgrades).includes(this.#to.name)) return;
    this.#report("started");
    this.#timer = clock.setTimeout(() => this.#fail(`not done within ${this.#timeout} ms`), this.#timeout);
    const target = this.#to.open(this.#context, {
      open: () => {
        this.#report("probe opened");
        void target.send({ type: "ping", data: "probe" });
        this.#report("probe sent");
      },
      packet: (packet) => (this.#current === target ? this.#events.packet(packet) : this.#answer(packet)),
      end: (reason, error) => (this.#current === target ? this.#events.end(reason, error) : this.#fail(error.message)),
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
    await target.send({ type: "upgrade" });
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
    for (const { packet, leave } of this.#held.splice(0)) leave(this.#current.send(packet));
  }

  #report(step: UpgradeStep, from: string = this.name, reason?: string): void {
    this.#context.link.inspector?.({ kind: "upgrade", step, from, to: this.#to.name, reason });
  }
}
