import type { AdapterConstructor } from "./adapters/adapter.ts";
import type { Parser } from "./custom-parser.ts";
import type { AttachOptions, EngineOptions } from "./engine/engine-options.ts";
import { SOCKET_LIMITS, type SocketLimits } from "./limits.ts";

/** Options of `Server`: its own, the engine's and those of `attach`. Times in milliseconds, sizes in bytes. */
export interface ServerOptions extends EngineOptions, AttachOptions, Partial<SocketLimits> {
  /** Prefix of the URLs that belong to the server. Default "/socket.io". */
  readonly path?: string | undefined;
  /** Whether the browser client is served below `path`. Default true. */
  readonly serveClient?: boolean | undefined;
  /** Rooms and broadcast. Default in memory. */
  readonly adapter?: AdapterConstructor | undefined;
  /** Another encoding of packets, which all clients must share. */
  readonly parser?: Parser | undefined;
  /** Whether a dynamic namespace goes away with its last socket. Default false. */
  readonly cleanupEmptyChildNamespaces?: boolean | undefined;
}

/** The limits of the Socket.IO layer that options leave. */
export function resolveSocketLimits(options: ServerOptions): SocketLimits {
  const limits = { ...SOCKET_LIMITS };
  // True because the record has exactly the keys of its interface.
  for (const name of Object.keys(limits) as (keyof SocketLimits)[]) limits[name] = options[name] ?? limits[name];
  return limits;
}
