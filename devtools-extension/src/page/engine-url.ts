import { exec, getter, includes, NativeURL, slice } from "./primordials.ts";

/** Whether an address is one of Engine.IO. For every other it costs one search. */
export function isEngineUrl(url: string): boolean {
  return includes(url, "EIO=") && includes(url, "transport=");
}

const SID = /[?&]sid=([^&#]*)/;
const PROTOCOL = /[?&]EIO=(\d)/;

/** The session that an address names. */
export function sidOf(url: string): string | undefined {
  return exec(SID, url)?.[1];
}

const HANDSHAKE = /^(?:\d+:)?0\{"sid":"([^"]+)"/;

/** The session that a handshake opens, as a frame or as the polling body of either generation. */
export function sidIn(text: string): string | undefined {
  return includes(slice(text, 0, 16), '0{"sid"') ? exec(HANDSHAKE, text)?.[1] : undefined;
}

/** The generation that an address asks for. */
export function protocolOf(url: string): 3 | 4 {
  return exec(PROTOCOL, url)?.[1] === "3" ? 3 : 4;
}

const hrefOf: (self: unknown) => string | undefined = getter(NativeURL.prototype, "href");

/** The text of an address that is a text or a `URL`; undefined for everything else, whose `toString` may be the page's. */
export function urlText(address: unknown): string | undefined {
  if (typeof address === "string") return address;
  try {
    return typeof address === "object" ? hrefOf(address) : undefined;
  } catch {
    return undefined;
  }
}

/** An address as it is requested, resolved against the page's. */
export function absolute(address: string): string {
  try {
    return hrefOf(new NativeURL(address, document.baseURI)) ?? address;
  } catch {
    return address;
  }
}
