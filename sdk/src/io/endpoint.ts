import type { EngineOptions } from "./options.ts";

/** Where on a server a session is opened. */
export interface Endpoint {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** The endpoint that the options name. */
export function endpointOf(options: EngineOptions): Endpoint {
  const path = (options.path ?? "/socket.io").replace(/\/$/, "") + (options.addTrailingSlash === false ? "" : "/");
  const query: Record<string, string> = {};
  for (const [key, value] of Object.entries(options.query ?? {})) query[key] = `${value ?? ""}`;
  return { path, query };
}
