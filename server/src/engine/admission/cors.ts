import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { MAX_PREFLIGHT_HEADERS_LENGTH } from "../../limits.ts";
import { type AllowedOrigin, OriginCheck, type OriginFunction } from "./origin.ts";

/** Cross-origin access, under the option names of the `cors` package. `origin` decides for WebSockets as well. */
export interface CorsOptions {
  readonly origin?: AllowedOrigin | OriginFunction | undefined;
  readonly methods?: string | readonly string[] | undefined;
  /** Default: those that the preflight asks for. */
  readonly allowedHeaders?: string | readonly string[] | undefined;
  readonly exposedHeaders?: string | readonly string[] | undefined;
  /** Whether cookies come along. Cannot be had together with the origin "*". */
  readonly credentials?: boolean | undefined;
  /** Seconds that a browser may remember a preflight. */
  readonly maxAge?: number | undefined;
  /** Default 204. */
  readonly optionsSuccessStatus?: number | undefined;
}

/** Answers the options that hold for one request. */
export type CorsFunction = (
  request: IncomingMessage,
  decide: (error: Error | null, options?: CorsOptions) => void,
) => unknown;

const METHODS = "GET,POST";
const HEADER_NAMES = /^[\w!#$%&'*+.^`|~-]+(?:\s*,\s*[\w!#$%&'*+.^`|~-]+)*$/;
const NOBODY: CorsOptions = {};

/** The `cors` option at work: who may come from elsewhere, and what browsers are told of it. */
export class Cors {
  readonly #options: CorsOptions | undefined;
  readonly #origins: OriginCheck;
  readonly #ask: CorsFunction | undefined;
  /** What the function said of requests that it has seen. */
  readonly #answers = new WeakMap<IncomingMessage, CorsOptions>();

  constructor(option: CorsOptions | CorsFunction | undefined) {
    this.#ask = typeof option === "function" ? option : undefined;
    this.#options = typeof option === "function" ? undefined : option;
    this.#origins = new OriginCheck(this.#options?.origin);
  }

  /** Whether the request may come from where it says it does. Answers at once unless a function decides, and rejects when that fails. */
  allows(request: IncomingMessage): boolean | Promise<boolean> {
    return this.#ask === undefined ? this.#origins.allows(request.headers) : this.#allowsByFunction(this.#ask, request);
  }

  /** The headers of an answer to a request that was let in; none where CORS is off. */
  headers(request: IncomingMessage): OutgoingHttpHeaders {
    const options = this.#of(request);
    return options === undefined ? {} : originHeaders(options, request.headers);
  }

  /** The headers of an answer that everybody may have, and pages of allowed origins may read. Rejects as `allows` does. */
  async publicHeaders(request: IncomingMessage): Promise<OutgoingHttpHeaders> {
    const allowed = await this.allows(request);
    return allowed || request.headers.origin === undefined ? this.headers(request) : { Vary: "Origin" };
  }

  /** The status and headers of the answer to a preflight that was let in. */
  preflight(request: IncomingMessage): { readonly status: number; readonly headers: OutgoingHttpHeaders } {
    const options = this.#of(request);
    const status = options?.optionsSuccessStatus ?? 204;
    if (options === undefined) return { status, headers: {} };
    return { status, headers: { ...this.headers(request), ...preflightHeaders(options, request.headers) } };
  }

  #of(request: IncomingMessage): CorsOptions | undefined {
    return this.#ask === undefined ? this.#options : this.#answers.get(request);
  }

  async #allowsByFunction(ask: CorsFunction, request: IncomingMessage): Promise<boolean> {
    const options = await new Promise<CorsOptions>((resolve, reject) => {
      const answer = ask(request, (error, given = NOBODY) => (error ? reject(error) : resolve(given)));
      // An async function that rejects has failed as one that throws has.
      Promise.resolve(answer).catch(reject);
    });
    this.#answers.set(request, options);
    return new OriginCheck(options.origin).allows(request.headers);
  }
}

function originHeaders(options: CorsOptions, request: IncomingHttpHeaders): OutgoingHttpHeaders {
  const any = options.origin === "*" && !options.credentials;
  if (request.origin === undefined) return any ? { "Access-Control-Allow-Origin": "*" } : { Vary: "Origin" };
  const headers: OutgoingHttpHeaders = any
    ? { "Access-Control-Allow-Origin": "*" }
    : { "Access-Control-Allow-Origin": request.origin, Vary: "Origin" };
  if (options.credentials) headers["Access-Control-Allow-Credentials"] = "true";
  if (options.exposedHeaders !== undefined) headers["Access-Control-Expose-Headers"] = listed(options.exposedHeaders);
  return headers;
}

function preflightHeaders(options: CorsOptions, request: IncomingHttpHeaders): OutgoingHttpHeaders {
  if (request.origin === undefined) return {};
  const headers: OutgoingHttpHeaders = { "Access-Control-Allow-Methods": listed(options.methods ?? METHODS) };
  const names = options.allowedHeaders === undefined ? askedNames(request) : listed(options.allowedHeaders);
  if (names !== undefined) headers["Access-Control-Allow-Headers"] = names;
  if (options.maxAge !== undefined) headers["Access-Control-Max-Age"] = String(options.maxAge);
  return headers;
}

/** Only what is a plain list of header names is sent back. */
function askedNames(request: IncomingHttpHeaders): string | undefined {
  const asked = request["access-control-request-headers"];
  return asked !== undefined && asked.length <= MAX_PREFLIGHT_HEADERS_LENGTH && HEADER_NAMES.test(asked)
    ? asked
    : undefined;
}

function listed(value: string | readonly string[]): string {
  return typeof value === "string" ? value : value.join(",");
}
