import type { PacketReader } from "../connection.ts";
import type { Clock } from "../clock.ts";
import type { Link } from "../transport.ts";
import type { OpenWebSocket } from "../transports/web-socket.ts";

// What Node needs done and every other runtime does by itself; bundlers drop functions that do nothing.

/** Opens a WebSocket of the platform, which takes no headers and no other options. */
export const openWebSocket: OpenWebSocket = (url, { protocols }) => {
  // True because the list is only read.
  return new WebSocket(`${url}`.replace(/^http/, "ws"), protocols as string | string[] | undefined);
};

/** Browsers send cookies themselves. */
export function sendCookies(_link: Link, _headers: Headers): void {}

/** Browsers keep cookies themselves, and hide them from scripts. */
export function keepCookies(_link: Link, _headers: Headers): void {}

/** Binary stays an `ArrayBuffer`. */
export function nodeBuffers(reader: PacketReader): PacketReader {
  return reader;
}

/** No timer keeps a page alive. */
export function unreferenced(clock: Clock): Clock {
  return clock;
}

/** Only Node's WebSocket takes more options than the platform's. */
export function nodeOptions(_options: object): object | undefined {
  return undefined;
}
