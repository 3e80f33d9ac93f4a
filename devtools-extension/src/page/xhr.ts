import { absolute, isEngineUrl, urlText } from "./engine-url.ts";
import { replaceMethod } from "./native-look.ts";
import { apply, SafeWeakMap } from "./primordials.ts";
import type { TapState } from "./tap-state.ts";
import { XhrExchange } from "./xhr-exchange.ts";

type Method = (this: XMLHttpRequest, ...args: readonly unknown[]) => unknown;

/** Watches `XMLHttpRequest` for polling requests; every other costs one test when it is opened and one when it is sent. */
export function tapXhr(tap: TapState): void {
  const exchanges = new SafeWeakMap<object, XhrExchange>();
  const { prototype } = XMLHttpRequest;

  const opened = (xhr: XMLHttpRequest, args: readonly unknown[]): void => {
    const known = exchanges.get(xhr);
    const url = urlText(args[1]);
    if (url === undefined || !isEngineUrl(url)) return known?.rest();
    const exchange = known ?? new XhrExchange(tap, xhr);
    exchanges.set(xhr, exchange);
    exchange.opened(typeof args[0] === "string" ? args[0] : "GET", absolute(url), args[2] === false);
  };

  replaceMethod<Method>(
    prototype,
    "open",
    (native) =>
      ({
        open(this: XMLHttpRequest, ...args: readonly unknown[]): unknown {
          const result = apply(native, this, args);
          try {
            if (tap.recorder.armed) opened(this, args);
          } catch {
            // Nothing that goes wrong here is the page's affair.
          }
          return result;
        },
      }).open,
  );

  replaceMethod<Method>(prototype, "send", (native) => {
    const wrapper = {
      send(this: XMLHttpRequest, ...args: readonly unknown[]): unknown {
        const exchange = tap.recorder.armed ? exchanges.get(this) : undefined;
        return exchange
          ? exchange.send((given) => apply(native, this, given), args, wrapper)
          : apply(native, this, args);
      },
    }.send;
    return wrapper;
  });

  replaceMethod<Method>(
    prototype,
    "abort",
    (native) =>
      ({
        abort(this: XMLHttpRequest, ...args: readonly unknown[]): unknown {
          exchanges.get(this)?.aborting();
          return apply(native, this, args);
        },
      }).abort,
  );
}
