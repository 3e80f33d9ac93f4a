import { dispatch, eventType, listen, swallow } from "./events.ts";
import { Exchange } from "./exchange.ts";
import { lengthOf } from "./payload.ts";
import {
  define,
  getter,
  hasOwn,
  NativeEvent,
  NativeProgressEvent,
  plain,
  uncurried,
  upperCase,
} from "./primordials.ts";
import type { TapState } from "./tap-state.ts";

const HEADERS = 2;
const DONE = 4;
const OPENED = 1;
const OK = 200;

type NativeSend = (args: readonly unknown[]) => unknown;

interface NextRequest {
  readonly method: string;
  readonly url: string;
  /** A request that blocks the page cannot be held back. */
  readonly blocks: boolean;
}

const { deleteProperty } = Reflect;
const { prototype } = XMLHttpRequest;
const stateOf: (self: unknown) => number | undefined = getter(prototype, "readyState");
const statusOf: (self: unknown) => number | undefined = getter(prototype, "status");
const responseOf: (self: unknown) => unknown = getter(prototype, "response");
const withCredentialsOf: (self: unknown) => boolean | undefined = getter(prototype, "withCredentials");
const abortOf: (xhr: XMLHttpRequest) => void = uncurried(prototype.abort);

/** What the page sees otherwise when an answer is edited, or fails by our doing. */
const OVERRIDDEN: readonly string[] = ["readyState", "status", "response", "responseText"];

/** How a request without an answer ended, by the event that says so. */
const FAILURES: Readonly<Record<string, string>> = plain({
  error: "network error",
  abort: "aborted",
  timeout: "timeout",
});

/** The requests that a page makes with one `XMLHttpRequest`, as far as they are polling. */
export class XhrExchange {
  readonly #tap: TapState;
  readonly #xhr: XMLHttpRequest;
  #next: NextRequest | undefined;
  #current: Exchange | undefined;
  /** The request waits before it goes out. */
  #unsent = false;
  /** The page waits for an answer that is there: what the platform says meanwhile is for later. */
  #holds = false;
  #overridden = false;

  constructor(tap: TapState, xhr: XMLHttpRequest) {
    this.#tap = tap;
    this.#xhr = xhr;
    const heard = (event: Event): void => this.#heard(event);
    // When it is opened, and so before the listeners of most pages.
    listen(xhr, "readystatechange", heard);
    listen(xhr, "load", heard);
    listen(xhr, "error", heard);
    listen(xhr, "abort", heard);
    listen(xhr, "timeout", heard);
    listen(xhr, "loadend", heard);
  }

  /** The next request is one of polling. */
  opened(method: string, url: string, blocks: boolean): void {
    this.rest();
    this.#next = { method: upperCase(method), url, blocks };
  }

  /** The next request is none of ours. */
  rest(): void {
    this.#current?.finish("aborted");
    this.#current = this.#next = undefined;
    this.#holds = false;
    if (!this.#overridden) return;
    this.#overridden = false;
    for (let index = 0; index < OVERRIDDEN.length; index++) deleteProperty(this.#xhr, OVERRIDDEN[index] ?? "");
  }

  /** The page sends, which throws what it natively throws. */
  send(native: NativeSend, args: readonly unknown[], wrapper: object): unknown {
    const next = this.#next;
    // A second `send`, or one too early, is the platform's to refuse.
    if (!next || stateOf(this.#xhr) !== OPENED) return native(args);
    this.#next = undefined;
    let given = args;
    try {
      const credentials = withCredentialsOf(this.#xhr) ? "include" : "same-origin";
      const exchange = new Exchange(this.#tap, next.url, next.method, credentials, wrapper);
      this.#current = exchange;
      exchange.onCut = () => this.#fail();
      const body = exchange.outgoing(args[0]);
      if (body !== args[0]) given = [body];
      const sendLater = (): void => {
        this.#unsent = false;
        native(given);
      };
      this.#unsent = !next.blocks && exchange.waits(lengthOf(body), sendLater);
      if (this.#unsent) return undefined;
    } catch {
      // The request goes out all the same.
    }
    return native(given);
  }

  /** The page gives up. Of a request that is on its way the platform tells; of one that we hold back nobody else would. */
  aborting(): void {
    if (!this.#unsent && !this.#holds) return;
    this.#unsent = this.#holds = false;
    this.#current?.finish("aborted");
  }

  #heard(event: Event): void {
    const exchange = this.#current;
    if (!exchange || exchange.over || !event.isTrusted) return;
    if (this.#holds) return swallow(event);
    try {
      const type = eventType(event) ?? "";
      const failure = FAILURES[type];
      if (failure !== undefined) return exchange.finish(failure);
      if (type !== "readystatechange") return;
      const state = stateOf(this.#xhr);
      if (state === HEADERS) exchange.opened(statusOf(this.#xhr) ?? 0);
      // Without a status there is no answer, and another event tells why.
      else if (state === DONE && statusOf(this.#xhr)) this.#answered(event, exchange);
    } catch {
      // Nothing that goes wrong here is the page's affair.
    }
  }

  #answered(event: Event, exchange: Exchange): void {
    const response = responseOf(this.#xhr);
    if (typeof response !== "string" || !exchange.edits || statusOf(this.#xhr) !== OK) {
      exchange.received(response);
      return exchange.finish();
    }
    const edited = exchange.edited(response);
    if (edited !== response) this.#override({ response: edited, responseText: edited });
    const give = (): void => {
      if (!this.#holds || this.#current !== exchange) return;
      this.#holds = false;
      exchange.finish();
      dispatch(this.#xhr, new NativeEvent("readystatechange"));
      dispatch(this.#xhr, new NativeProgressEvent("load"));
      dispatch(this.#xhr, new NativeProgressEvent("loadend"));
    };
    this.#holds = exchange.arrivesLate(edited.length, give);
    if (this.#holds) swallow(event);
    else exchange.finish();
  }

  /** The page sees the request fail. One that we hold back has nothing that the platform could end. */
  #fail(): void {
    if (!this.#unsent && !this.#holds) return abortOf(this.#xhr);
    this.#unsent = this.#holds = false;
    this.#override({ readyState: DONE, status: 0, response: "", responseText: "" });
    dispatch(this.#xhr, new NativeEvent("readystatechange"));
    dispatch(this.#xhr, new NativeProgressEvent("error"));
    dispatch(this.#xhr, new NativeProgressEvent("loadend"));
  }

  #override(values: Readonly<Record<string, unknown>>): void {
    this.#overridden = true;
    for (let index = 0; index < OVERRIDDEN.length; index++) {
      const name = OVERRIDDEN[index] ?? "";
      if (hasOwn(values, name)) define(this.#xhr, name, { value: values[name], configurable: true });
    }
  }
}
