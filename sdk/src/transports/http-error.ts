import { excerpt } from "@upwire/protocol";
import { UpwireError, type UpwireErrorCode } from "../errors.ts";
import { parseError, type TransportContext } from "../transport.ts";

/** `fetch` itself failed: nothing answered, or the browser may not show what did. */
export function networkError({ origin, protocol }: URL, cause: unknown): UpwireError {
  const page = globalThis.location;
  const navigator: { readonly onLine?: boolean } | undefined = globalThis.navigator;
  if (navigator?.onLine === false) return new UpwireError("OFFLINE", "the device is offline: wait", { cause });
  let advice = "does the server run there?";
  if (page && page.origin !== origin)
    advice =
      page.protocol === "https:" && protocol === "http:"
        ? "on a page of https: use https: for it too"
        : `does the server run there, and its option cors.origin allow ${page.origin}?`;
  return new UpwireError("UNREACHABLE", `no answer from ${origin}: ${advice}`, { cause });
}

/** One request took longer than the application allows. */
export function timeoutError({ origin }: URL, timeout: number): UpwireError {
  return new UpwireError("TIMEOUT", `no answer from ${origin} in ${timeout} ms: is that longer than its pingInterval?`);
}

/** An answer with a status of failure. */
export function httpError({ origin, pathname }: URL, response: Response, text: string): UpwireError {
  const { status, headers } = response;
  const { code, message } = readAnswer(text);
  const [key = "BAD_REQUEST", advice = "see its log"] =
    STATUSES[status] ??
    (status < 400 ? STATUSES[0] : status >= 500 ? STATUSES[500] : typeof code === "number" ? REFUSALS[code] : []) ??
    [];
  const said = typeof message === "string" ? ` and says ${excerpt(message)}` : "";
  return new UpwireError(key, `${origin}${pathname} answers ${status || "with a redirect"}${said}: ${advice}`, {
    description: status,
    context: text,
    retryAfter: readRetryAfter(headers.get("Retry-After")),
  });
}

/** An answer with a status of success that is none of Engine.IO. */
export function badBodyError(context: TransportContext, bytes: ArrayBuffer, cause?: unknown): UpwireError {
  const { origin, pathname } = context.url;
  const body = new TextDecoder().decode(bytes);
  const at = `${origin}${pathname}`;
  const detail = { cause, context: body };
  if (/^\s*</.test(body))
    return new UpwireError("NOT_ENGINE_IO", `${at} answers with HTML: wrong path, or a proxy or sign-in page?`, detail);
  if (/^\d+:0\{/.test(body))
    return new UpwireError("UNSUPPORTED_PROTOCOL", `${at} speaks Engine.IO 3: pass protocol: eio3`, detail);
  return parseError(context, cause);
}

type Explanation = readonly [code?: UpwireErrorCode, advice?: string];

/** What to do about a status; 0 stands for all redirects, 500 for all faults of the server. */
const STATUSES: Readonly<Record<number, Explanation>> = {
  0: ["REDIRECTED", "connect to that address"],
  401: ["FORBIDDEN", "send credentials"],
  403: ["FORBIDDEN", "see its options cors.origin and allowRequest"],
  404: ["NOT_FOUND", "is the option path that of the server?"],
  413: ["TOO_LARGE", "send less, or raise its option maxHttpBufferSize"],
  429: ["BUSY", "try later"],
  500: ["SERVER_ERROR", "see its log, or its proxy's"],
  503: ["BUSY", "try later"],
};

/** What Engine.IO says with status 400, by its own code. */
const REFUSALS: readonly Explanation[] = [
  ["UNKNOWN_TRANSPORT", "allow it in its option transports"],
  ["UNKNOWN_SESSION", "it restarted, or needs sticky sessions"],
  [],
  [],
  ["FORBIDDEN", "see its option allowRequest"],
  ["UNSUPPORTED_PROTOCOL", "set its option allowEIO3, or pass another protocol"],
];

function readAnswer(text: string): { readonly code?: unknown; readonly message?: unknown } {
  try {
    // True because whatever JSON gives but null can be read by name.
    return (JSON.parse(text) as object | null) ?? {};
  } catch {
    return {};
  }
}

/** Seconds or a date (RFC 9110, 10.2.3) as milliseconds from now; undefined for what is neither, or over. */
function readRetryAfter(value: string | null): number | undefined {
  const wait = Number(value) * 1_000 || Date.parse(String(value)) - Date.now();
  return wait > 0 && wait < Infinity ? wait : undefined;
}
