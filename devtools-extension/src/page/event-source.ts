import { isEngineUrl } from "./engine-url.ts";
import { eventType, listen } from "./events.ts";
import { getter } from "./primordials.ts";
import type { TapState } from "./tap-state.ts";
import { watchConstructor } from "./watch-constructor.ts";

const CLOSED = 2;

/** Notes event sources to an address of Engine.IO. No server of it has that transport; a page with its own may. */
export function tapEventSource(tap: TapState): void {
  const urlOf = getter<string>(EventSource.prototype, "url");
  const stateOf = getter<number>(EventSource.prototype, "readyState");

  watchConstructor(tap, "EventSource", (made, _args, wrapper) => {
    // True because this is what the constructor makes.
    const source = made as EventTarget;
    const url = urlOf(source);
    if (url === undefined || !isEngineUrl(url)) return;
    const link = tap.recorder.link("eventsource", url, undefined, wrapper);
    listen(source, "open", () => tap.recorder.note({ kind: "link open", link }));
    listen(source, "message", (event) => tap.recorder.frame(link, "in", dataOf(event)));
    listen(source, "error", (event) => {
      if (eventType(event) === "error" && stateOf(source) === CLOSED)
        tap.recorder.note({ kind: "link end", link, error: "closed" });
    });
  });
}

const dataOf: (event: unknown) => unknown = getter(MessageEvent.prototype, "data");
