import type { Server as HttpServer } from "node:http";
import type { Http2SecureServer, Http2Server } from "node:http2";
import type { Server as HttpsServer } from "node:https";
import type { ServerOptions } from "./server-options.ts";

/** What a server can be attached to. */
export type HttpServerLike = HttpServer | HttpsServer | Http2SecureServer | Http2Server;

/** Tells a server or a port from options. */
export function isTarget(
  target: HttpServerLike | number | ServerOptions | undefined,
): target is HttpServerLike | number {
  return (
    typeof target === "number" ||
    (typeof target === "object" && "listen" in target && typeof target.listen === "function")
  );
}

/** A path without the slash at its end. */
export function trimmed(path: string): string {
  return path.replace(/\/$/, "");
}

/** Closes a server and answers the error if it was not open. */
export function closed(server: HttpServerLike | undefined): Promise<Error | undefined> {
  if (server === undefined) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    server.close((error) => resolve(error));
  });
}
