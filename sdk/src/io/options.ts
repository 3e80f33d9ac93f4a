import type { Clock } from "../clock.ts";
import type { Generation } from "../connection.ts";
import type { TransportFactory } from "../transport.ts";
import type { Parser } from "./parser.ts";
import type { SocketAuth } from "./socket.ts";

/** Options of the Engine.IO layer, as `socket.io-client` documents them. */
export interface EngineOptions {
  /** Transports in order, by name or as our factories. Default polling, then WebSocket. */
  transports?: readonly (string | TransportFactory)[] | undefined;
  /** Whether to move from the first transport to the next that the server offers. Default true. */
  upgrade?: boolean | undefined;
  /** Reconnect over WebSocket at once after it has worked. Default false. */
  rememberUpgrade?: boolean | undefined;
  /** Try the other transports when the first does not open. Default false. */
  tryAllTransports?: boolean | undefined;
  /** Where the server listens. Default `/socket.io/`. */
  path?: string | undefined;
  /** Whether `path` ends with a slash on the wire. Default true. */
  addTrailingSlash?: boolean | undefined;
  query?: Readonly<Record<string, string | number | boolean | null | undefined>> | undefined;
  /** Binary as base64 text. Default false. */
  forceBase64?: boolean | undefined;
  /** Whether polls carry a random parameter that defeats caches. Default true; nothing caches a WebSocket. */
  timestampRequests?: boolean | undefined;
  /** The name of that parameter. Default `t`. */
  timestampParam?: string | undefined;
  /** Longest time for one polling request in milliseconds. Default none. */
  requestTimeout?: number | undefined;
  /** Headers of every request; of WebSocket only in Node. */
  extraHeaders?: Readonly<Record<string, string>> | undefined;
  withCredentials?: boolean | undefined;
  /** Subprotocols of the WebSocket. */
  protocols?: string | readonly string[] | undefined;
  /** Further options of single transports, by name; they win. */
  transportOptions?: { readonly [transport: string]: object | undefined } | undefined;
  /** Close silently when the page goes, so that nothing sees a `disconnect`. Default false. */
  closeOnBeforeunload?: boolean | undefined;
  /** In Node: let the process end while connected over WebSocket; a poll that hangs still keeps it. Default false. */
  autoUnref?: boolean | undefined;
  /** In Node: an agent for WebSocket, and the options of TLS. For polling pass `transportOptions.polling.fetch`. */
  agent?: unknown;
  pfx?: unknown;
  key?: unknown;
  passphrase?: string | undefined;
  cert?: unknown;
  ca?: unknown;
  ciphers?: string | undefined;
  rejectUnauthorized?: boolean | undefined;
  perMessageDeflate?: unknown;
  /** `eio3` of `@upwire/sdk/eio3` for servers of Socket.IO 2. */
  protocol?: Generation | undefined;
  /** The clock, for tests. */
  clock?: Clock | undefined;
}

/** Options of a `Manager`, as `socket.io-client` documents them. */
export interface ManagerOptions extends EngineOptions {
  /** Whether to reconnect by itself. Default true. */
  reconnection?: boolean | undefined;
  /** Default: for ever. */
  reconnectionAttempts?: number | undefined;
  /** Middle of the first wait. Default 1 000 ms. */
  reconnectionDelay?: number | undefined;
  /** Longest wait. Default 5 000 ms. */
  reconnectionDelayMax?: number | undefined;
  /** How far waits stray, from 0 to 1. Default 0.5. */
  randomizationFactor?: number | undefined;
  /** Longest wait for a connection, or false for none. Default 20 000 ms. */
  timeout?: number | false | undefined;
  autoConnect?: boolean | undefined;
  /** Replaces JSON on the wire, on both sides alike. */
  parser?: Parser | undefined;
  /** Most events that wait in one namespace. Default 10 000. */
  maxBuffered?: number | undefined;
}

/** Options of a `Socket`, as `socket.io-client` documents them. */
export interface SocketOptions {
  /** Sent with every CONNECT: an object, or a function that gives one to its callback, returns it or a promise of it. */
  auth?: SocketAuth | undefined;
  /** How often an event is sent again that has not been acknowledged; events then go one at a time. */
  retries?: number | undefined;
  /** Longest wait for each acknowledgement. */
  ackTimeout?: number | undefined;
}
