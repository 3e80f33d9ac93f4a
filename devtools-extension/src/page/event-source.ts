import { isEngineUrl } from "./engine-url.ts";
import { eventType, listen } from "./events.ts";
import { replaceConstructor } from "./native-look.ts";
import { getter } from "./primordials.ts";
import type { TapState } from "./tap-state.ts";

const CLOSED = 2;

/** Notes event sources to an address of Engine.IO. No server of it has that transport; a page with its own may. */
export function tapEventSource(tap: TapState): void {
  const urlOf = getter<string>(EventSource.prototype, "url");
  const stateOf = getter<number>(EventSource.prototype, "readyState");

  const watch = (source: EventTarget, wrapper: object): void => {
    const url = urlOf(source);
    if (url === undefined || !isEngineUrl(url)) return;
    const link = tap.recorder.link("eventsource", url, undefined, wrapper);
    listen(source, "open", () => tap.recorder.note({ kind: "link open", link }));
    listen(source, "message", (event) => tap.recorder.frame(link, "in", dataOf(event)));
    listen(source, "error", (event) => {
      if (eventType(event) === "error" && stateOf(source) === CLOSED)
        tap.recorder.note({ kind: "link end", link, error: "closed" });
    });
  };

  replaceConstructor("EventSource", (make, _args, trap) => {
    // True because this is what the constructor makes.
    const source = make() as EventTarget;
    try {
      if (tap.recorder.armed) watch(source, trap);
    } catch {
      // Nothing that goes wrong here is the page's affair.
    }
    return source;
  });
}

const dataOf: (event: unknown) => unknown = getter(MessageEvent.prototype, "data");
