/** Where a `uri` of `io()` leads. */
export interface Address {
  /** Protocol, host and port, without anything behind them. */
  readonly origin: string;
  /** The path of the `uri`, which names the namespace. */
  readonly nsp: string;
  readonly query: Readonly<Record<string, string>>;
}

/** Reads what `io()` takes: a full URL, a host, a path on this page's host, or nothing. Throws for an address that is none. */
export function readAddress(
  uri: string | undefined,
  page: { readonly protocol: string; readonly host: string } | undefined,
): Address {
  const url = new URL(absolute(uri ?? "", page));
  const protocol = url.protocol.replace("ws", "http");
  return { origin: `${protocol}//${url.host}`, nsp: url.pathname || "/", query: Object.fromEntries(url.searchParams) };
}

function absolute(uri: string, page: { readonly protocol: string; readonly host: string } | undefined): string {
  if (/^(https?|wss?):\/\//.test(uri)) return uri;
  const protocol = page?.protocol ?? "https:";
  if (uri.startsWith("//")) return protocol + uri;
  if (uri && !uri.startsWith("/")) return `${protocol}//${uri}`;
  if (!page) throw new TypeError(`io("${uri}") outside of a page: pass a full URL`);
  return `${protocol}//${page.host}${uri}`;
}
