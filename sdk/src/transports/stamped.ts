import type { TransportFactory } from "../transport.ts";

/** The same transport with a random value in the query parameter `param`, for proxies that cache what they should not. */
export function stamped<Name extends string>(factory: TransportFactory<Name>, param: string): TransportFactory<Name> {
  return {
    name: factory.name,
    open(context, events) {
      const url = new URL(context.url);
      url.searchParams.set(param, Math.random().toString(36).slice(2, 10));
      return factory.open({ ...context, url }, events);
    },
  };
}
