import { absolute, isEngineUrl } from "./engine-url.ts";
import { listen } from "./events.ts";
import { JsonpLink } from "./jsonp-link.ts";
import { imitate, replaceMethod, replaceSetter } from "./native-look.ts";
import { apply, define, descriptorOf, exec, getter, indexOf, SafeMap, slice, uncurried } from "./primordials.ts";
import type { TapState } from "./tap-state.ts";

type Callback = (this: unknown, ...args: readonly unknown[]) => unknown;
type Submit = (this: HTMLFormElement) => void;

/** Where clients of Engine.IO 3 put the functions that their scripts call. */
const CALLBACKS = "___eio";
const INDEX = /[?&]j=(\d{1,9})(?:&|$)/;

const actionOf: (self: unknown) => string | undefined = getter(HTMLFormElement.prototype, "action");
const valueOf: (self: unknown) => string | undefined = getter(HTMLTextAreaElement.prototype, "value");
const find: (self: Element, selector: string) => Element | null = uncurried(
  // True because this is its plainest form.
  Element.prototype.querySelector as never,
);

/** Watches polling by JSONP, the way of Socket.IO 2 and 3 where there is no XHR: scripts that call back, and forms that are sent. */
export function tapJsonp(tap: TapState): void {
  const running = new SafeMap<string, JsonpLink>();

  /** A request of that name begins, so that the one before is over. */
  const begin = (name: string, url: string, method: string, wrapper: object | undefined): JsonpLink => {
    running.get(name)?.finish("aborted");
    const link = new JsonpLink(tap, url, method, wrapper);
    running.set(name, link);
    return link;
  };

  const poll = (script: EventTarget, url: string, wrapper: object): void => {
    const index = exec(INDEX, url)?.[1];
    if (index === undefined || !isEngineUrl(url)) return;
    const link = begin(index, absolute(url), "GET", wrapper);
    overhear(index, link);
    listen(script, "load", () => link.finish());
    listen(script, "error", () => link.finish("network error"));
  };

  replaceSetter(HTMLScriptElement.prototype, "src", (native) => {
    const wrapper = {
      set(this: object, value: unknown): void {
        apply(native, this, [value]);
        try {
          // True because the native setter has taken it for its own.
          if (tap.recorder.armed && typeof value === "string") poll(this as EventTarget, value, wrapper);
        } catch {
          // Nothing that goes wrong here is the page's affair.
        }
      },
    }.set;
    return wrapper;
  });

  const post = (form: HTMLFormElement, wrapper: object): void => {
    const url = actionOf(form) ?? "";
    const area = isEngineUrl(url) ? find(form, 'textarea[name="d"]') : null;
    if (!area) return;
    const link = begin(`form ${exec(INDEX, url)?.[1]}`, url, "POST", wrapper);
    link.carried("out", unescaped(valueOf(area) ?? ""));
    const answer = find(form, "iframe");
    if (answer) listen(answer, "load", () => link.finish());
  };

  replaceMethod<Submit>(HTMLFormElement.prototype, "submit", (native) => {
    const wrapper = {
      submit(this: HTMLFormElement, ...args: readonly unknown[]): void {
        try {
          if (tap.recorder.armed) post(this, wrapper);
        } catch {
          // As above.
        }
        apply(native, this, args);
      },
    }.submit;
    return wrapper;
  });
}

/** Stands in for a client's function until it is called, or will not be any more. */
function overhear(index: string, link: JsonpLink): void {
  const callbacks: unknown = descriptorOf(globalThis, CALLBACKS)?.value;
  if (typeof callbacks !== "object" || callbacks === null) return;
  const descriptor = descriptorOf(callbacks, index);
  if (typeof descriptor?.value !== "function") return;
  const callback: Callback = descriptor.value;
  const stand = {
    in(this: unknown, ...args: readonly unknown[]): unknown {
      link.answered(args[0]);
      return apply(callback, this, args);
    },
  }.in;
  imitate(stand, callback);
  define(callbacks, index, { ...descriptor, value: stand });
  link.onEnd = () => {
    if (descriptorOf(callbacks, index)?.value === stand) define(callbacks, index, { value: callback });
  };
}

/** The body as it was before the client escaped its line ends, which forms would change. */
function unescaped(text: string): string {
  let body = "";
  let start = 0;
  for (let at = indexOf(text, "\\n"); at >= 0; at = indexOf(text, "\\n", start)) {
    const literal = at > start && text[at - 1] === "\\";
    body += literal ? `${slice(text, start, at - 1)}\\n` : `${slice(text, start, at)}\n`;
    start = at + 2;
  }
  return body + slice(text, start);
}
