import { nodeOptions } from "#runtime";
import type { TransportFactory } from "../transport.ts";
import { base64 } from "../transports/base64.ts";
import { fallback } from "../transports/fallback.ts";
import { polling } from "../transports/polling.ts";
import { stamped } from "../transports/stamped.ts";
import { upgrade } from "../transports/upgrade.ts";
import { webSocket } from "../transports/web-socket.ts";
import type { EngineOptions } from "./options.ts";

/** The transport that the options ask for. With `remembered`, that one comes first. Throws when there is none that we know. */
export function transportOf(options: EngineOptions, remembered?: string): TransportFactory {
  const { transports = ["polling", "websocket"], tryAllTransports, forceBase64 } = options;
  const factories = transports.flatMap((transport) =>
    typeof transport === "string" ? named(transport, options) : transport,
  );
  const kept = factories.find((factory) => factory.name === remembered);
  const [first, next] = kept ? [kept] : factories;
  if (!first) throw new TypeError(`transports: ${JSON.stringify(transports)} names none of "polling", "websocket"`);
  const start = upgradable(first, next, options);
  const rest = tryAllTransports ? factories.filter((factory) => factory !== first) : [];
  const transport = rest.length > 0 ? fallback(start, ...rest) : start;
  return forceBase64 ? base64(transport) : transport;
}

function upgradable(
  first: TransportFactory,
  next: TransportFactory | undefined,
  options: EngineOptions,
): TransportFactory {
  return next && options.upgrade !== false && first.name === "polling" ? upgrade(first, next) : first;
}

function named(name: string, options: EngineOptions): TransportFactory | [] {
  if (name === "polling") return polling(pollingOptions(options));
  if (name !== "websocket") return [];
  const factory = webSocket(webSocketOptions(options));
  return options.timestampRequests ? stamped(factory, options.timestampParam ?? "t") : factory;
}

function pollingOptions(options: EngineOptions): Parameters<typeof polling>[0] {
  const { withCredentials, extraHeaders, requestTimeout, timestampRequests, timestampParam } = options;
  const stamp = timestampRequests === false ? false : timestampParam;
  return {
    withCredentials,
    extraHeaders,
    requestTimeout,
    timestampParam: stamp,
    ...options.transportOptions?.["polling"],
  };
}

function webSocketOptions(options: EngineOptions): Parameters<typeof webSocket>[0] {
  const own = options.transportOptions?.["websocket"];
  return {
    extraHeaders: options.extraHeaders,
    protocols: options.protocols,
    nodeOptions: { ...nodeOptions(options), ...own },
    ...own,
  };
}
