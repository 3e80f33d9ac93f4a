import type { LinkTransport } from "../../bridge/record.ts";

/** What the address of a link tells. */
export interface LinkAddress {
  readonly sid: string | undefined;
  readonly protocol: 3 | 4;
  /** Where it goes, without its query: the same for all links to one server. */
  readonly endpoint: string;
  readonly crossOrigin: boolean;
  /** Whether a secure page asks for something insecure, which browsers refuse unless it is this machine. */
  readonly mixed: boolean;
  /** Whether the path is the usual one of Socket.IO. */
  readonly socketIo: boolean;
}

const LOOPBACK = /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/;

/** Reads the address of a link of a document; a broken one tells nothing but itself. */
export function linkAddress(url: string, documentUrl: string, transport?: LinkTransport): LinkAddress {
  const target = parsed(url, documentUrl);
  const page = parsed(documentUrl);
  if (!target) {
    return { sid: undefined, protocol: 4, endpoint: url, crossOrigin: false, mixed: false, socketIo: false };
  }
  const { searchParams, protocol, host, hostname, pathname } = target;
  const secure = protocol === "https:" || protocol === "wss:";
  return {
    sid: searchParams.get("sid") ?? undefined,
    // Servers read everything but 4 as 3, and a missing one too; but WebTransport came with 4, and its clients do not say so.
    protocol: transport === "webtransport" || searchParams.get("EIO") === "4" ? 4 : 3,
    endpoint: `${secure ? "https" : "http"}://${host}${pathname}`,
    crossOrigin: page !== undefined && (page.host !== host || (page.protocol === "https:") !== secure),
    mixed: page?.protocol === "https:" && !secure && !LOOPBACK.test(hostname),
    socketIo: pathname.includes("/socket.io"),
  };
}

function parsed(url: string, base?: string): URL | undefined {
  try {
    return new URL(url, base && URL.canParse(base) ? base : undefined);
  } catch {
    return undefined;
  }
}
