import type { DocumentState, LinkState } from "./document-state.ts";
import type { Ledger } from "./ledger.ts";
import { linkAddress } from "./link-address.ts";
import type { RowData } from "./row-data.ts";

/** Longest refusal of a server that is shown, in characters. */
const MAX_WORDS = 200;

/** What a server says in the body of a refusal (Engine.IO, HTTP errors). */
export interface Refusal {
  readonly code: number;
  readonly message: string;
}

/** Reads the body of a refusal; undefined where a proxy or something else answered. */
export function readRefusal(body: string): Refusal | undefined {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== "object" || value === null || !("code" in value) || typeof value.code !== "number")
      return undefined;
    const message = "message" in value && typeof value.message === "string" ? value.message : "";
    return { code: value.code, message: message.slice(0, MAX_WORDS) };
  } catch {
    return undefined;
  }
}

/** How a request ended, in words. */
export function describeRefusal(status: number | undefined, body: string, error: string | undefined): string {
  const said = readRefusal(body)?.message;
  if (status) return said ? `HTTP ${status}: ${said}` : `HTTP ${status}`;
  return error ? `no answer: ${error}` : "no answer";
}

/** Finds out what a failed request or WebSocket says about the set-up, and raises the hint for it. */
export function explainFailure(
  ledger: Ledger,
  document: DocumentState,
  link: LinkState,
  { status, row }: { readonly status: number | undefined; readonly row: RowData },
): void {
  const { connection } = link;
  const refusal = readRefusal(link.response);
  const { mixed, crossOrigin } = linkAddress(link.url, document.url);
  if (refusal?.code === 1) return ledger.hint("UNKNOWN_SESSION", connection, row);
  if (refusal?.code === 5) return ledger.hint("VERSION_MISMATCH", connection, row, quoted(refusal));
  if (status === 401 || status === 403 || refusal?.code === 4) {
    return ledger.hint("FORBIDDEN", connection, row, refusal ? quoted(refusal) : `The answer was HTTP ${status}.`);
  }
  if (status === 404) return ledger.hint("WRONG_PATH", connection, row);
  if (status === 413)
    return ledger.hint("TOO_LARGE", connection, row, "The request was answered 413 Payload Too Large.");
  if (status) return;
  if (mixed) return ledger.hint("MIXED_CONTENT", connection, row, `The address is ${link.url.slice(0, MAX_WORDS)}.`);
  if (link.opened) return;
  if (link.transport !== "polling") {
    // An upgrade that failed is told of with its reason and with what it means.
    if (!link.probing) ledger.hint("WEBSOCKET_REFUSED", connection, row);
  } else if (crossOrigin) {
    ledger.hint("CORS_REFUSED", connection, row, `The page is ${document.url.slice(0, MAX_WORDS)}.`);
  }
}

function quoted({ message }: Refusal): string {
  return `The server says “${message}”.`;
}
