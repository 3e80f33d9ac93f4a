/** What can be done about a site: nothing, switching it on, or off again. */
export type SiteState = "declared" | "granted" | "not granted" | "impossible";

/** The pattern of all pages of the site at that address; `undefined` where no extension may run. */
export function sitePattern(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { protocol, hostname } = new URL(url);
  // Patterns have no ports: a site is all of them.
  return protocol === "http:" || protocol === "https:" ? `${protocol}//${hostname}/*` : undefined;
}

/** Whether a host is one of those that the manifest names, this machine itself. */
export function isDeclared(url: string, patterns: readonly string[]): boolean {
  const { protocol, hostname } = new URL(url);
  return patterns.some((pattern) => {
    const [scheme, host = ""] = pattern.split("://");
    const wanted = host.slice(0, host.indexOf("/"));
    if (`${scheme}:` !== protocol) return false;
    return wanted.startsWith("*.")
      ? hostname === wanted.slice(2) || hostname.endsWith(wanted.slice(1))
      : hostname === wanted;
  });
}
