import { FALLBACK_TIMEOUT } from "../limits.ts";
import type { Transport, TransportContext, TransportEvents, TransportFactory } from "../transport.ts";

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
  const others: TransportFactory<Name>[] = [];
  let timeout = FALLBACK_TIMEOUT;
  for (const part of rest) {
    if ("open" in part) others.push(part);
    else timeout = part.timeout ?? timeout;
  }
  return { name: first.name, open: (context, events) => falling(first, others, timeout, context, events) };
}

function falling<Name extends string>(
  first: TransportFactory<Name>,
  others: readonly TransportFactory<Name>[],
  timeout: number,
  context: TransportContext,
  events: TransportEvents,
): Transport<Name> {
  const { clock, link } = context;
  let timer: unknown;

  const attempt = (
    factory: TransportFactory<Name>,
    [next, ...rest]: readonly TransportFactory<Name>[],
  ): Transport<Name> => {
    let proven = !next;
    const moveOn = (reason: string): void => {
      if (!next) return;
      clock.clearTimeout(timer);
      current.close();
      link.inspector?.({ kind: "fallback", from: factory.name, to: next.name, reason });
      current = attempt(next, rest);
    };
    if (next) timer = clock.setTimeout(() => moveOn(`did not open within ${timeout} ms`), timeout);
    return factory.open(context, {
      open: () => events.open?.(),
      packet(packet) {
        events.packet(packet);
        // A packet that the session took proves the transport: from now on its end is the session's.
        proven = true;
        clock.clearTimeout(timer);
      },
      end: (reason, error) => (proven ? events.end(reason, error) : moveOn(error.message)),
    });
  };

  let current = attempt(first, others);
  return {
    get name() {
      return current.name;
    },
    get writable() {
      return current.writable;
    },
    get buffered() {
      return current.buffered ?? 0;
    },
    send: (packet) => current.send(packet),
    pause: () => current.pause(),
    resume: () => current.resume(),
    close() {
      clock.clearTimeout(timer);
      current.close();
    },
  };
}
