import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";
import { MAX_PREFLIGHT_HEADERS_LENGTH } from "../../limits.ts";
import type { AllowedOrigin, OriginFunction } from "./origin.ts";

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

const METHODS = "GET,POST";
const HEADER_NAMES = /^[\w!#$%&'*+.^`|~-]+(?:\s*,\s*[\w!#$%&'*+.^`|~-]+)*$/;

/** The headers of an answer to a request whose origin was let in; none where CORS is off or the request names no origin. */
export function corsHeaders(options: CorsOptions | undefined, request: IncomingHttpHeaders): OutgoingHttpHeaders {
  if (options === undefined) return {};
  const any = options.origin === "*" && !options.credentials;
  if (request.origin === undefined) return any ? { "Access-Control-Allow-Origin": "*" } : { Vary: "Origin" };
  const headers: OutgoingHttpHeaders = any
    ? { "Access-Control-Allow-Origin": "*" }
    : { "Access-Control-Allow-Origin": request.origin, Vary: "Origin" };
  if (options.credentials) headers["Access-Control-Allow-Credentials"] = "true";
  if (options.exposedHeaders !== undefined) headers["Access-Control-Expose-Headers"] = listed(options.exposedHeaders);
  return headers;
}

/** What a preflight gets besides. */
export function preflightHeaders(options: CorsOptions | undefined, request: IncomingHttpHeaders): OutgoingHttpHeaders {
  if (options === undefined || request.origin === undefined) return {};
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
