import { excerpt } from "@upwire/protocol";
import { UpwireError, type UpwireErrorCode } from "../errors.ts";
import { parseError, type TransportContext } from "../transport.ts";

/** `fetch` itself failed: nothing answered, or the browser may not show what did. */
export function networkError(url: URL, cause: unknown): UpwireError {
  if (offline()) return new UpwireError("OFFLINE", "the device is offline: wait for the network", { cause });
  if (globalThis.location?.protocol === "https:" && url.protocol === "http:") {
    return new UpwireError(
      "UNREACHABLE",
      `a page on https: may not call ${url.origin}: use https: for the server too`,
      { cause },
    );
  }
  const origin = globalThis.location?.origin;
  const allowed = origin && origin !== url.origin ? `, and does its option cors.origin allow ${origin}` : "";
  return new UpwireError("UNREACHABLE", `no answer from ${url.origin}: does the server run there${allowed}?`, {
    cause,
  });
}

/** Not where the runtime does not know, as Node. */
function offline(): boolean {
  const navigator: { readonly onLine?: boolean } | undefined = globalThis.navigator;
  return navigator?.onLine === false;
}

/** One request took longer than the application allows. */
export function timeoutError(url: URL, timeout: number): UpwireError {
  return new UpwireError(
    "TIMEOUT",
    `no answer from ${url.origin} within ${timeout} ms: is the server overloaded, or requestTimeout shorter than its pingInterval?`,
  );
}

/** An answer with a status of failure. */
export function httpError(url: URL, response: Response, text: string): UpwireError {
  const { status, headers } = response;
  const answer = readAnswer(text);
  const [code, advice] = explain(url, response, answer?.code);
  const said = answer ? ` and says ${excerpt(answer.message)}` : "";
  const retryAfter = readRetryAfter(headers.get("Retry-After"));
  return new UpwireError(code, `${url.origin} answers ${status || "with a redirect"}${said}: ${advice}`, {
    description: status,
    context: text,
    retryAfter,
  });
}

/** An answer with a status of success that is none of Engine.IO. */
export function badBodyError(context: TransportContext, bytes: ArrayBuffer, cause?: unknown): UpwireError {
  const { origin, pathname } = context.url;
  const body = new TextDecoder().decode(bytes);
  const detail = { cause, context: body };
  if (/^\s*</.test(body)) {
    return new UpwireError(
      "NOT_ENGINE_IO",
      `${origin}${pathname} answers with HTML: is the option path the server's, or does a proxy or a sign-in page answer?`,
      detail,
    );
  }
  if (/^\d+:0\{/.test(body)) {
    return new UpwireError(
      "UNSUPPORTED_PROTOCOL",
      `${origin}${pathname} is an Engine.IO 3 server: pass protocol: eio3 of @upwire/sdk/eio3`,
      detail,
    );
  }
  return parseError(context, cause);
}

type Explanation = readonly [code: UpwireErrorCode, advice: string];

function explain({ pathname }: URL, { status, type }: Response, code: number | undefined): Explanation {
  if (type === "opaqueredirect" || (status >= 300 && status < 400))
    return ["REDIRECTED", "connect to the address it redirects to"];
  if (status === 401 || status === 403)
    return [
      "FORBIDDEN",
      "allow this origin in its option cors.origin, or send the credentials that allowRequest asks for",
    ];
  if (status === 404)
    return ["NOT_FOUND", `no server listens at ${pathname}, so make the option path the same on both sides`];
  if (status === 413) return ["TOO_LARGE", "send less in one message, or raise its option maxHttpBufferSize"];
  if (status === 429 || status === 503) return ["BUSY", "come back later"];
  if (status >= 500) return ["SERVER_ERROR", "look into its log, or that of the proxy before it"];
  return (code === undefined ? undefined : ENGINE_ERRORS[code]) ?? ["BAD_REQUEST", "look into its log for the reason"];
}

/** What Engine.IO says with status 400, by its own code. */
const ENGINE_ERRORS: readonly (Explanation | undefined)[] = [
  ["UNKNOWN_TRANSPORT", "allow the transport in its option transports"],
  ["UNKNOWN_SESSION", "it restarted, or a load balancer chose another node, so turn on sticky sessions"],
  undefined,
  undefined,
  ["FORBIDDEN", "its allowRequest refuses this client"],
  [
    "UNSUPPORTED_PROTOCOL",
    "it does not speak this version of Engine.IO, so set its option allowEIO3, or pass another protocol",
  ],
];

function readAnswer(text: string): { readonly code: number; readonly message: string } | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer !== "object" || answer === null || !("code" in answer) || typeof answer.code !== "number")
      return undefined;
    return { code: answer.code, message: "message" in answer ? String(answer.message) : "" };
  } catch {
    return undefined;
  }
}

/** Seconds or a date (RFC 9110, 10.2.3) as milliseconds from now. */
function readRetryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  const wait = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}
