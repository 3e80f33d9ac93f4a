/** The address of an Engine.IO server: relative to the page, if there is one, and with `query` in the place of its own. Throws for what is none. */
export function engineUrl(url: string | URL, path = "/engine.io/", query?: Readonly<Record<string, string>>): URL {
  const address = new URL(url, globalThis.location?.href);
  address.pathname = path;
  if (query) address.search = `${new URLSearchParams(query)}`;
  return address;
}
