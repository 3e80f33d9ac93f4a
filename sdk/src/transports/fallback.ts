import type { EnginePacket } from "@upwire/protocol";
import type { UpwireError } from "../errors.ts";
import { FALLBACK_TIMEOUT } from "../limits.ts";
import type { Transport, TransportCloseReason, TransportContext, TransportFactory } from "../transport.ts";

/** Options of `fallback`, given after the transports. */
export interface FallbackOptions {
  /** How long each transport but the last may take to open. Default 10 000. */
  readonly timeout?: number | undefined;
}

/** Tries transports in order until one opens; only the last one's failure is the session's. */
export function fallback<Name extends string>(
  first: TransportFactory<Name>,
  ...rest: readonly (TransportFactory<Name> | FallbackOptions)[]
): TransportFactory<Name> {
  const factories = [first];
  let timeout = FALLBACK_TIMEOUT;
  for (const part of rest) {
    if ("open" in part) factories.push(part);
    else timeout = part.timeout ?? timeout;
  }
  return { name: first.name, open: (context) => new FallbackTransport(first, factories.slice(1), timeout, context) };
}

class FallbackTransport<Name extends string> implements Transport<Name> {
  readonly #context: TransportContext;
  readonly #rest: TransportFactory<Name>[];
  readonly #timeout: number;
  #current: Transport<Name>;
  #timer: unknown;

  constructor(
    first: TransportFactory<Name>,
    rest: TransportFactory<Name>[],
    timeout: number,
    context: TransportContext,
  ) {
    this.#context = context;
    this.#rest = rest;
    this.#timeout = timeout;
    this.#current = this.#try(first);
  }

  get name(): Name {
    return this.#current.name;
  }

  get writable(): boolean {
    return this.#current.writable;
  }

  fits(packets: readonly EnginePacket[]): number {
    return this.#current.fits?.(packets) ?? packets.length;
  }

  send(packets: readonly EnginePacket[]): Promise<void> | void {
    return this.#current.send(packets);
  }

  pause(): Promise<void> | void {
    return this.#current.pause();
  }

  resume(): void {
    this.#current.resume();
  }

  close(): void {
    this.#context.clock.clearTimeout(this.#timer);
    this.#current.close();
  }

  #try(factory: TransportFactory<Name>): Transport<Name> {
    const { clock, events } = this.#context;
    const next = this.#rest.shift();
    let fail = (reason: TransportCloseReason, error: UpwireError): void => events.close(reason, error);
    if (next) {
      fail = (_, { message }) => this.#moveOn(factory, next, message);
      this.#timer = clock.setTimeout(
        () => this.#moveOn(factory, next, `did not open within ${this.#timeout} ms`),
        this.#timeout,
      );
    }
    return factory.open({
      ...this.#context,
      events: {
        open: () => events.open(),
        packet: (packet) => {
          events.packet(packet);
          // A packet that the session took proves the transport: from now on its end is the session's.
          fail = (reason, error) => events.close(reason, error);
          clock.clearTimeout(this.#timer);
        },
        close: (reason, error) => fail(reason, error),
      },
    });
  }

  #moveOn(from: TransportFactory, to: TransportFactory<Name>, reason: string): void {
    const { clock, link } = this.#context;
    clock.clearTimeout(this.#timer);
    this.#current.close();
    link.inspector?.({ at: clock.now(), kind: "fallback", from: from.name, to: to.name, reason });
    this.#current = this.#try(to);
  }
}
