import { excerpt } from "@upwire/protocol";
import { offlineError, UpwireError, type UpwireErrorCode } from "../errors.ts";
import { parseError, type TransportContext } from "../transport.ts";

/** `fetch` itself failed: nothing answered, or the browser may not show what did. */
export function networkError({ origin, protocol }: URL, cause: unknown): UpwireError {
  const page = globalThis.location;
  const navigator: { readonly onLine?: boolean } | undefined = globalThis.navigator;
  if (navigator?.onLine === false) return offlineError(cause);
  let advice = "does the server run there?";
  if (page && page.origin !== origin)
    advice =
      page.protocol === "https:" && protocol === "http:"
        ? "a page of https: must use https:"
        : `does the server run there, do its cors.origin and cors.credentials allow ${page.origin}?`;
  return new UpwireError("UNREACHABLE", `no answer from ${origin}: ${advice}`, { cause });
}

/** One request took longer than the application allows. */
export function timeoutError({ origin }: URL, timeout: number): UpwireError {
  return new UpwireError("TIMEOUT", `no answer from ${origin} in ${timeout} ms: allow more than its pingInterval`);
}

/** An answer with a status of failure. */
export function httpError(url: URL, response: Response, text: string): UpwireError {
  const { status, headers } = response;
  const { code, message } = readAnswer(text);
  const refusal = typeof code === "number" ? code : -1;
  // A browser shows a redirect as status 0.
  const kind = status < 400 ? 300 : status in EXPLANATIONS ? status : status < 500 ? refusal : 500;
  const [key, advice] = EXPLANATIONS[kind] ?? ["BAD_REQUEST", "see its log"];
  const said = typeof message === "string" ? ` ${excerpt(message)}` : "";
  return new UpwireError(key, `${placeOf(url)} answers ${status}${said}: ${advice}`, {
    description: status,
    context: text,
    retryAfter: readRetryAfter(headers.get("Retry-After")),
  });
}

/** An answer with a status of success that is none of Engine.IO. */
export function badBodyError(context: TransportContext, bytes: ArrayBuffer, cause?: unknown): UpwireError {
  const body = new TextDecoder().decode(bytes);
  const at = placeOf(context.url);
  const detail = { cause, context: body };
  if (/^\s*</.test(body))
    return new UpwireError("NOT_ENGINE_IO", `${at} answers HTML: wrong path, proxy or sign-in page?`, detail);
  if (/^\d+:0\{/.test(body))
    return new UpwireError("UNSUPPORTED_PROTOCOL", `${at} speaks Engine.IO 3: pass protocol: eio3`, detail);
  return parseError(context, cause);
}

function placeOf({ origin, pathname }: URL): string {
  return origin + pathname;
}

type Explanation = readonly [code: UpwireErrorCode, advice: string];

/** What to do about a status, 300 for all redirects and 500 for all faults of the server, or about Engine.IO's own code of a refusal. */
const EXPLANATIONS: Readonly<Record<number, Explanation>> = {
  0: ["UNKNOWN_TRANSPORT", "see its option transports"],
  1: ["UNKNOWN_SESSION", "restarted, or needs sticky sessions"],
  4: ["FORBIDDEN", "see its option allowRequest"],
  5: ["UNSUPPORTED_PROTOCOL", "see its option allowEIO3, or pass another protocol"],
  300: ["REDIRECTED", "use the address it redirects to"],
  401: ["FORBIDDEN", "send credentials"],
  403: ["FORBIDDEN", "see its options cors.origin, allowRequest"],
  404: ["NOT_FOUND", "see its option path"],
  413: ["TOO_LARGE", "see its option maxHttpBufferSize"],
  429: ["BUSY", "try later"],
  500: ["SERVER_ERROR", "see its log, or its proxy's"],
  503: ["BUSY", "try later"],
};

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
