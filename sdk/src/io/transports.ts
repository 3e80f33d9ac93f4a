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
  if (!first) throw new TypeError(`transports ${JSON.stringify(transports)}: use polling, websocket`);
  const upgrades = next && options.upgrade !== false && first.name === "polling";
  const start = upgrades ? upgrade(first, next) : first;
  const rest = tryAllTransports ? factories.filter((factory) => factory !== first) : [];
  const transport = rest.length > 0 ? fallback(start, ...rest) : start;
  return forceBase64 ? base64(transport) : transport;
}

function named(name: string, options: EngineOptions): TransportFactory | [] {
  const { timestampRequests, timestampParam = "t" } = options;
  const own = options.transportOptions?.[name];
  // Each transport picks its own out of all the options.
  if (name === "polling") {
    return polling({ ...options, timestampParam: timestampRequests !== false && timestampParam, ...own });
  }
  if (name !== "websocket") return [];
  const factory = webSocket({ ...options, nodeOptions: { ...nodeOptions(options), ...own }, ...own });
  return timestampRequests ? stamped(factory, timestampParam) : factory;
}
