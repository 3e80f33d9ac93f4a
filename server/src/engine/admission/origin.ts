import type { IncomingHttpHeaders } from "node:http";
import { MAX_ORIGIN_LENGTH } from "../../limits.ts";

/** Which origins may connect: all, none, an exact one, a pattern, any of several. */
export type AllowedOrigin = boolean | string | RegExp | readonly (boolean | string | RegExp)[];

/** Decides over one Origin header, as the `cors` package documents it. */
export type OriginFunction = (
  origin: string | undefined,
  decide: (error: Error | null, allowed?: AllowedOrigin) => void,
) => unknown;

/** Decides whether a request may come from where it says it does: the same rule for every transport and every request. */
export class OriginCheck {
  readonly #allowed: AllowedOrigin;
  readonly #decide: OriginFunction | undefined;

  constructor(allowed: AllowedOrigin | OriginFunction | undefined) {
    this.#decide = typeof allowed === "function" ? allowed : undefined;
    this.#allowed = typeof allowed === "function" ? false : (allowed ?? false);
  }

  /** Answers at once unless the origins are allowed by a function, and rejects when that throws or rejects. */
  allows(headers: IncomingHttpHeaders): boolean | Promise<boolean> {
    const { origin } = headers;
    // Navigations and image requests name no Origin, and browsers that could send them across sites say so here.
    if (origin === undefined)
      return headers["sec-fetch-site"] !== "cross-site" || this.#allowed === true || this.#allowed === "*";
    if (equalsHost(origin, hostOf(headers))) return true;
    if (!isOrigin(origin)) return false;
    if (this.#decide === undefined) return matches(origin, this.#allowed);
    return askOriginFunction(this.#decide, origin);
  }
}

/** Where a request was sent to, which HTTP/2 says in a header of its own. */
export function hostOf(headers: IncomingHttpHeaders): string | undefined {
  return headers.host ?? headers[":authority"]?.toString();
}

/** Whether the origin is the host that the request was sent to. */
export function equalsHost(origin: string, host: string | undefined): boolean {
  if (host === undefined) return false;
  if (origin === `https://${host}` || origin === `http://${host}`) return true;
  // A default port may be written on one side only.
  if (!URL.canParse(origin)) return false;
  const { protocol, host: originHost } = new URL(origin);
  const own = `${protocol}//${host}`;
  return originHost !== "" && URL.canParse(own) && new URL(own).host === originHost;
}

function isOrigin(origin: string): boolean {
  return origin.length <= MAX_ORIGIN_LENGTH && (origin === "null" || URL.canParse(origin));
}

function matches(origin: string, allowed: AllowedOrigin): boolean {
  if (typeof allowed === "boolean") return allowed;
  if (typeof allowed === "string") return allowed === "*" || normalized(allowed) === normalized(origin);
  // `search` starts at the beginning whatever flags and state the expression has.
  if (allowed instanceof RegExp) return origin.search(allowed) >= 0;
  return allowed.some((one) => matches(origin, one));
}

/** As `URL` writes it: lower-case host, no default port, no path. Schemes that `URL` has no origin for stay as they are. */
function normalized(origin: string): string {
  if (!URL.canParse(origin)) return origin;
  const parsed = new URL(origin).origin;
  return parsed === "null" ? origin : parsed;
}

function askOriginFunction(decide: OriginFunction, origin: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const answer = decide(origin, (error, allowed) =>
      error ? reject(error) : resolve(allowed !== undefined && matches(origin, allowed)),
    );
    // An async function that rejects has failed as one that throws has.
    Promise.resolve(answer).catch(reject);
  });
}
