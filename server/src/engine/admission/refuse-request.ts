import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { answer } from "../transports/polling-response.ts";
import type { Cors } from "./cors.ts";
import type { Refusal } from "./refusal.ts";

/** Answers an HTTP request that was not let in, readable for the page that made it unless its origin is what was refused. */
export function refuseRequest(request: IncomingMessage, response: ServerResponse, refusal: Refusal, cors: Cors): void {
  const headers: OutgoingHttpHeaders = {
    ...(refusal.context["name"] === "INVALID_ORIGIN" ? undefined : cors.headers(request)),
    "Content-Type": "application/json",
    "Cache-Control": "no-store",
  };
  if (refusal.status === 405) headers["Allow"] = "GET, POST, OPTIONS";
  if (refusal.retryAfter !== undefined) headers["Retry-After"] = refusal.retryAfter;
  answer(response, refusal.status, headers, refusal.body);
}
