import { isEngineUrl, urlText } from "./engine-url.ts";
import { replaceConstructor } from "./native-look.ts";
import { errorText, getter, whenSettled } from "./primordials.ts";
import type { TapState } from "./tap-state.ts";

/** Notes WebTransport sessions to an address of Engine.IO: that they begin, open and end. Their streams stay untouched. */
export function tapWebTransport(tap: TapState): void {
  const owner: unknown = Reflect.get(globalThis, "WebTransport");
  if (typeof owner !== "function") return;
  const readyOf = getter<Promise<unknown>>(owner.prototype, "ready");
  const closedOf = getter<Promise<unknown>>(owner.prototype, "closed");

  const watch = (transport: object, address: unknown, wrapper: object): void => {
    const url = urlText(address);
    const ready = readyOf(transport);
    const closed = closedOf(transport);
    if (url === undefined || !isEngineUrl(url) || !ready || !closed) return;
    const link = tap.recorder.link("webtransport", url, undefined, wrapper);
    void whenSettled(
      ready,
      () => tap.recorder.note({ kind: "link open", link }),
      () => {},
    );
    void whenSettled(
      closed,
      () => tap.recorder.note({ kind: "link end", link }),
      (error) => tap.recorder.note({ kind: "link end", link, error: errorText(error) }),
    );
  };

  replaceConstructor("WebTransport", (make, args, trap) => {
    const transport = make();
    try {
      if (tap.recorder.armed) watch(transport, args[0], trap);
    } catch {
      // Nothing that goes wrong here is the page's affair.
    }
    return transport;
  });
}
