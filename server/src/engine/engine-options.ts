import type { IncomingMessage } from "node:http";
import type { Binary } from "@upwire/protocol";
import type { PerMessageDeflateOptions } from "ws";
import { ENGINE_LIMITS, type EngineLimits } from "../limits.ts";
import type { CorsFunction, CorsOptions } from "./admission/cors.ts";
import type { CookieOptions } from "./cookie.ts";
import { type Logger, stderrLogger } from "./logger.ts";
import type { TransportName } from "./transports/transport.ts";

/** Decides over a handshake: `decide(undefined, true)` lets it in, a string as first argument is what the client is told. */
export type AllowRequest = (
  request: IncomingMessage,
  decide: (refusal: string | null | undefined, allowed: boolean) => void,
) => unknown;

/** Options of `Engine`, under the names that Engine.IO documents; every limit is one. Times in milliseconds, sizes in bytes. */
export interface EngineOptions extends Partial<EngineLimits> {
  /** How long a pong may take. Default 20 000. */
  readonly pingTimeout?: number | undefined;
  /** How often we ping. Default 25 000. */
  readonly pingInterval?: number | undefined;
  /** How long an upgrade may take. Default 10 000. */
  readonly upgradeTimeout?: number | undefined;
  /** Default both. */
  readonly transports?: readonly TransportName[] | undefined;
  /** Default true. */
  readonly allowUpgrades?: boolean | undefined;
  /** Asked once for every new session, over any transport. */
  readonly allowRequest?: AllowRequest | undefined;
  /** Compression of WebSocket messages. Default off. */
  readonly perMessageDeflate?: boolean | PerMessageDeflateOptions | undefined;
  /** Compression of polling answers. Default on from 1024 bytes. */
  readonly httpCompression?: boolean | { readonly threshold?: number | undefined } | undefined;
  /** A message that every session begins with, in the same payload as the open packet; text without U+001E. */
  readonly initialPacket?: string | Binary | undefined;
  /** A cookie with the session's id, for load balancers that route by it; `true` for the default one. Default none. */
  readonly cookie?: boolean | CookieOptions | undefined;
  /** Who may connect from other origins, by any transport; a function decides for each request. Default nobody. */
  readonly cors?: CorsOptions | CorsFunction | undefined;
  /** Whether clients of Engine.IO 3 (Socket.IO 1 and 2) are served. Default false. */
  readonly allowEIO3?: boolean | undefined;
  /** Makes session ids. Default 20 characters from a cryptographic source; a weaker one lets sessions be stolen. */
  readonly generateId?: ((request: IncomingMessage) => string | Promise<string>) | undefined;
  /** Where warnings and errors go that nobody handles. Default stderr, one line of JSON each. */
  readonly logger?: Logger | undefined;
}

/** Options of `engine.attach`. */
export interface AttachOptions {
  /** Prefix of the URLs that belong to the engine. Default "/engine.io". */
  readonly path?: string | undefined;
  /** Whether the path ends with a slash. Default true. */
  readonly addTrailingSlash?: boolean | undefined;
  /** Whether upgrade requests that nobody takes are ended. Default true. */
  readonly destroyUpgrade?: boolean | undefined;
  /** How long somebody else may take to answer such a request. Default 1 000. */
  readonly destroyUpgradeTimeout?: number | undefined;
}

/** Options with nothing left open. */
export interface ResolvedOptions extends EngineLimits {
  readonly pingTimeout: number;
  readonly pingInterval: number;
  readonly upgradeTimeout: number;
  readonly transports: ReadonlySet<string>;
  readonly allowUpgrades: boolean;
  readonly allowRequest: AllowRequest | undefined;
  readonly perMessageDeflate: boolean | PerMessageDeflateOptions;
  /** `undefined` for never. */
  readonly compressionThreshold: number | undefined;
  readonly initialPacket: string | Binary | undefined;
  readonly cookie: CookieOptions | undefined;
  readonly cors: CorsOptions | CorsFunction | undefined;
  readonly allowEIO3: boolean;
  readonly logger: Logger;
}

const COMPRESSION_THRESHOLD = 1_024;
const TRANSPORTS: readonly string[] = ["polling", "websocket"] satisfies TransportName[];

/** Fills in the defaults. Throws on a transport that does not exist and on timers that could not work. */
export function resolveOptions(options: EngineOptions): ResolvedOptions {
  const { pingTimeout = 20_000, pingInterval = 25_000, upgradeTimeout = 10_000, transports = TRANSPORTS } = options;
  for (const name of transports) {
    if (!TRANSPORTS.includes(name))
      throw new TypeError(`there is no transport "${name}", name some of ${TRANSPORTS.join(", ")}`);
  }
  for (const [name, value] of Object.entries({ pingTimeout, pingInterval, upgradeTimeout })) {
    if (!(value > 0 && value < 2 ** 31))
      throw new TypeError(`${name} is ${value}, and must be milliseconds above 0 that a timer can take`);
  }
  return {
    ...resolveLimits(options),
    pingTimeout,
    pingInterval,
    upgradeTimeout,
    transports: new Set(transports),
    allowUpgrades: options.allowUpgrades ?? true,
    allowRequest: options.allowRequest,
    perMessageDeflate: options.perMessageDeflate ?? false,
    compressionThreshold: resolveThreshold(options.httpCompression ?? true),
    initialPacket: options.initialPacket,
    cookie: options.cookie === true ? {} : options.cookie === false ? undefined : options.cookie,
    cors: options.cors,
    allowEIO3: options.allowEIO3 ?? false,
    logger: options.logger ?? stderrLogger,
  };
}

function resolveLimits(options: EngineOptions): EngineLimits {
  const limits = { ...ENGINE_LIMITS };
  // True because the record has exactly the keys of its interface.
  for (const name of Object.keys(limits) as (keyof EngineLimits)[]) limits[name] = options[name] ?? limits[name];
  return limits;
}

function resolveThreshold(compression: boolean | { readonly threshold?: number | undefined }): number | undefined {
  if (compression === false) return undefined;
  return compression === true ? COMPRESSION_THRESHOLD : (compression.threshold ?? COMPRESSION_THRESHOLD);
}
