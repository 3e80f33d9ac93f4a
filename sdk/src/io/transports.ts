import type { TransportFactory } from "../transport.ts";
import { fallback } from "../transports/fallback.ts";
import { polling } from "../transports/polling.ts";
import { upgrade } from "../transports/upgrade.ts";
import { webSocket } from "../transports/web-socket.ts";
import type { EngineOptions } from "./options.ts";

const NODE_OPTIONS = ["agent", "pfx", "key", "passphrase", "cert", "ca", "ciphers", "rejectUnauthorized", "perMessageDeflate"] as const;

/** The transport that the options ask for. With `remembered`, that one comes first. Throws when there is none that we know. */
export function transportOf(options: EngineOptions, remembered?: string): TransportFactory {
  const factories = (options.transports ?? ["polling", "websocket"]).flatMap((transport) =>
    typeof transport === "string" ? named(transport, options) : transport,
  );
  const kept = factories.find((factory) => factory.name === remembered);
  const [first, next] = kept ? [kept] : factories;
  if (!first) throw new TypeError(`transports: ${JSON.stringify(options.transports)} names none of "polling", "websocket"`);
  if (options.tryAllTransports) return fallback(upgradable(first, next, options), ...factories.filter((factory) => factory !== first));
  return upgradable(first, next, options);
}

function upgradable(first: TransportFactory, next: TransportFactory | undefined, options: EngineOptions): TransportFactory {
  return next && options.upgrade !== false && first.name === "polling" ? upgrade(first, next) : first;
}

function named(name: string, options: EngineOptions): TransportFactory | [] {
  if (name === "polling") return polling(pollingOptions(options));
  return name === "websocket" ? webSocket(webSocketOptions(options)) : [];
}

function pollingOptions(options: EngineOptions): Parameters<typeof polling>[0] {
  const { withCredentials, extraHeaders, requestTimeout, timestampRequests, timestampParam } = options;
  const stamp = timestampRequests === false ? false : timestampParam;
  return { withCredentials, extraHeaders, requestTimeout, timestampParam: stamp, ...options.transportOptions?.["polling"] };
}

function webSocketOptions(options: EngineOptions): Parameters<typeof webSocket>[0] {
  const own = options.transportOptions?.["websocket"];
  const nodeOptions: Record<string, unknown> = {};
  for (const name of NODE_OPTIONS) if (options[name] !== undefined) nodeOptions[name] = options[name];
  return { extraHeaders: options.extraHeaders, protocols: options.protocols, nodeOptions: { ...nodeOptions, ...own }, ...own };
}
