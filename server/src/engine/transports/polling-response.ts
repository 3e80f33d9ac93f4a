import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { deflate, gzip } from "node:zlib";

const ENCODERS = { gzip, deflate } as const;
const OLD_EXPLORER = /;MSIE|Trident\//;

/** Answers a request for good, unless somebody has. */
export function answer(
  response: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders,
  body: string | Uint8Array,
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { ...headers, "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}

/** The headers that all answers of the polling transport share. */
export function commonHeaders(request: IncomingMessage): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = { "Cache-Control": "no-store" };
  // Internet Explorer's filter takes payloads for injected scripts.
  if (OLD_EXPLORER.test(request.headers["user-agent"] ?? "")) headers["X-XSS-Protection"] = "0";
  return headers;
}

/** Answers with `body`, compressed when the client accepts it. `done` is called when the answer was handed over. */
export function answerCompressed(
  request: IncomingMessage,
  response: ServerResponse,
  headers: OutgoingHttpHeaders,
  body: string | Uint8Array,
  done: () => void,
): void {
  const encoding = acceptedEncoding(request.headers["accept-encoding"]);
  if (encoding === undefined) {
    answer(response, 200, headers, body);
    return done();
  }
  ENCODERS[encoding](body, (error, compressed) => {
    if (error) answer(response, 200, headers, body);
    else
      answer(
        response,
        200,
        { ...headers, "Content-Encoding": encoding, Vary: appendVary(headers["Vary"]) },
        compressed,
      );
    done();
  });
}

function appendVary(vary: OutgoingHttpHeaders[string]): string {
  return vary === undefined ? "Accept-Encoding" : `${String(vary)}, Accept-Encoding`;
}

function acceptedEncoding(header: string | undefined): keyof typeof ENCODERS | undefined {
  const accepted = new Set<string>();
  for (const item of (header ?? "").toLowerCase().split(",", 32)) {
    const [name = "", weight = ""] = item.split(";", 2);
    if (!/^\s*q\s*=\s*0(\.0*)?\s*$/.test(weight)) accepted.add(name.trim());
  }
  if (accepted.has("gzip") || accepted.has("*")) return "gzip";
  return accepted.has("deflate") ? "deflate" : undefined;
}
