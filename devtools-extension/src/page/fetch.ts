import { absolute, isEngineUrl, urlText } from "./engine-url.ts";
import { Exchange } from "./exchange.ts";
import { replaceMethod } from "./native-look.ts";
import { lengthOf } from "./payload.ts";
import {
  apply,
  define,
  descriptorOf,
  errorText,
  getter,
  includes,
  NativePromise,
  NativeResponse,
  plain,
  whenSettled,
  toText,
  uncurried,
  upperCase,
} from "./primordials.ts";
import type { TapState } from "./tap-state.ts";

type Fetch = (...args: readonly unknown[]) => Promise<Response>;

const requestUrl: (self: unknown) => string | undefined = getter(Request.prototype, "url");
const requestMethod: (self: unknown) => string | undefined = getter(Request.prototype, "method");
const requestCredentials: (self: unknown) => RequestCredentials | undefined = getter(Request.prototype, "credentials");
const statusOf: (self: unknown) => number | undefined = getter(NativeResponse.prototype, "status");
const statusTextOf: (self: unknown) => string | undefined = getter(NativeResponse.prototype, "statusText");
const responseUrl: (self: unknown) => string | undefined = getter(NativeResponse.prototype, "url");
const headersOf: (self: unknown) => Headers | undefined = getter(NativeResponse.prototype, "headers");
const headerOf: (headers: Headers, name: string) => string | null = uncurried(Headers.prototype.get);
const cloneOf: (response: Response) => Response = uncurried(NativeResponse.prototype.clone);
const textOf: (response: Response) => Promise<string> = uncurried(NativeResponse.prototype.text);
const bufferOf: (response: Response) => Promise<ArrayBuffer> = uncurried(NativeResponse.prototype.arrayBuffer);

/** Watches `fetch` for polling requests; every other call goes straight through. */
export function tapFetch(tap: TapState): void {
  replaceMethod<Fetch>(globalThis, "fetch", (native) => {
    const wrapper = {
      fetch(this: unknown, ...args: readonly unknown[]): Promise<Response> {
        const exchange = tap.recorder.armed ? begin(tap, args, wrapper) : undefined;
        return exchange ? carry(exchange, args, (given) => apply(native, this, given)) : apply(native, this, args);
      },
    }.fetch;
    return wrapper;
  });
}

/** What is known of a call without running code of the page: `init` may have getters. */
function begin(tap: TapState, args: readonly unknown[], wrapper: object): Exchange | undefined {
  try {
    const input = args[0];
    const init = args[1];
    const text = urlText(input);
    const url = text ?? requestUrl(input);
    if (url === undefined || !isEngineUrl(url)) return undefined;
    const method = own(init, "method") ?? (text === undefined ? requestMethod(input) : "GET");
    const given = own(init, "credentials") ?? (text === undefined ? requestCredentials(input) : undefined);
    const credentials = given === "include" || given === "omit" ? given : "same-origin";
    return new Exchange(tap, absolute(url), upperCase(toText(method)), credentials, wrapper);
  } catch {
    return undefined;
  }
}

function own(object: unknown, name: string): unknown {
  return typeof object === "object" && object !== null ? descriptorOf(object, name)?.value : undefined;
}

type Send = (args: readonly unknown[]) => Promise<Response>;

/** Makes the request, and gives the page the promise of what comes. */
function carry(exchange: Exchange, args: readonly unknown[], send: Send): Promise<Response> {
  const body = own(args[1], "body");
  const out = attempt(() => exchange.outgoing(body), body);
  // True because only an object has an own property.
  const given = out === body ? args : [args[0], plain({ ...(args[1] as object), body: out })];
  return new NativePromise((resolve, reject) => {
    exchange.onCut = () => reject(new TypeError("Failed to fetch"));
    const go = (): void => {
      const sent = send(given);
      void whenSettled(
        sent,
        (response) => resolve(answer(exchange, response)),
        (error) => {
          attempt(() => exchange.finish(errorText(error)), undefined);
          reject(error);
        },
      );
    };
    if (!attempt(() => exchange.waits(lengthOf(out), go), false)) go();
  });
}

/** Nothing of ours may keep the page from its request. */
function attempt<Result>(run: () => Result, otherwise: Result): Result {
  try {
    return run();
  } catch {
    return otherwise;
  }
}

/** What the page gets for a response: the response itself, unless it is to see another body. */
function answer(exchange: Exchange, response: Response): Response | Promise<Response> {
  try {
    exchange.opened(statusOf(response) ?? 0);
    const headers = headersOf(response);
    const binary = includes((headers && headerOf(headers, "Content-Type")) ?? "", "octet-stream");
    if (exchange.edits && !binary && statusOf(response) === 200) return editedAnswer(exchange, response);
    const copy = cloneOf(response);
    void whenSettled<string | ArrayBuffer, void>(
      binary ? bufferOf(response) : textOf(response),
      (body) => {
        exchange.received(body);
        exchange.finish();
      },
      (error) => exchange.finish(errorText(error)),
    );
    return copy;
  } catch (error) {
    attempt(() => exchange.finish(errorText(error)), undefined);
  }
  return response;
}

function editedAnswer(exchange: Exchange, response: Response): Promise<Response> {
  return whenSettled(textOf(response), (text) => {
    const status = statusOf(response) ?? 200;
    const statusText = statusTextOf(response) ?? "";
    const edited = exchange.edited(text);
    const other = new NativeResponse(edited, plain({ status, statusText, headers: headersOf(response) ?? plain({}) }));
    define(other, "url", { value: responseUrl(response), configurable: true });
    return new NativePromise<Response>((resolve) => {
      const give = (): void => {
        exchange.finish();
        resolve(other);
      };
      if (!exchange.arrivesLate(edited.length, give)) give();
    });
  });
}
