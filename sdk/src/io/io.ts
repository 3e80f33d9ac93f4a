import { readAddress } from "./address.ts";
import { Manager } from "./manager.ts";
import type { ManagerOptions, SocketOptions } from "./options.ts";
import { Socket } from "./socket.ts";

/** Options of `io()`. */
export interface IoOptions extends ManagerOptions, SocketOptions {
  /** A link of its own, even if there is one to that server. Default false. */
  forceNew?: boolean | undefined;
  /** Whether to share the link to that server. Default true. */
  multiplex?: boolean | undefined;
}

/** The Socket.IO protocol spoken here. */
export const protocol = 5;

/** The managers that `io()` shares, by origin and path. */
const managers: Map<string, Manager> = /* @__PURE__ */ new Map();

/** A socket for a URL whose path names the namespace; links are shared where they can be. Throws for an address that is none. */
function lookup(uri?: string | IoOptions, options?: IoOptions): Socket;
function lookup(uri: string, options?: IoOptions): Socket;
function lookup(uri?: string | IoOptions, options: IoOptions = {}): Socket {
  const given = typeof uri === "object" ? uri : options;
  const { origin, nsp, query } = readAddress(typeof uri === "object" ? undefined : uri, globalThis.location);
  const opts = given.query === undefined && Object.keys(query).length > 0 ? { ...given, query } : given;
  return managerFor(origin, nsp, opts).socket(nsp, opts);
}

function managerFor(origin: string, nsp: string, options: IoOptions): Manager {
  const key = `${origin}${options.path ?? "/socket.io"}`;
  const known = managers.get(key);
  const alone = options.forceNew === true || options.multiplex === false;
  if (known && !alone && !known.has(nsp)) return known;
  // `socket()` connects below, so that the first socket is there when the link comes up.
  const manager = new Manager(origin, options);
  if (!alone && !known) managers.set(key, manager);
  return manager;
}

/** `io` with what hangs on it. */
export interface Io {
  (uri: string, options?: IoOptions): Socket;
  (options?: IoOptions): Socket;
  readonly connect: Io;
  readonly io: Io;
  readonly protocol: 5;
  readonly Manager: typeof Manager;
  readonly Socket: typeof Socket;
}

/** A socket for a URL whose path names the namespace, with every habit of `socket.io-client`; links are shared where they can be. */
export const io: Io = /* @__PURE__ */ assemble();

function assemble(): Io {
  // True once the next line has put on what is missing.
  const whole = lookup as Io;
  return Object.assign(whole, { connect: whole, io: whole, protocol, Manager, Socket } as const);
}
