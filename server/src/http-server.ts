import { createServer, type Server as HttpServer } from "node:http";
import type { Http2SecureServer, Http2Server } from "node:http2";
import type { Server as HttpsServer } from "node:https";
import { inspect } from "node:util";
import type { ServerOptions } from "./server-options.ts";

/** What a server can be attached to. */
export type HttpServerLike = HttpServer | HttpsServer | Http2SecureServer | Http2Server;

const MAX_PORT = 65_535;

/** Tells a server or a port from options. What is neither counts as a target, so that `serverOf` refuses it. */
export function isTarget(
  target: HttpServerLike | number | ServerOptions | undefined,
): target is HttpServerLike | number {
  if (target === undefined || target === null) return false;
  return typeof target !== "object" || ("listen" in target && typeof target.listen === "function");
}

/** The server itself, or a new one that listens on the port. Throws `TypeError` for what is neither. */
export function serverOf(target: HttpServerLike | number): HttpServerLike {
  if (typeof target === "function")
    throw new TypeError("you are trying to attach to a request listener: pass the HTTP server instead");
  if (typeof target === "object" && target !== null) return target;
  return createServer((_request, response) => void response.writeHead(404).end()).listen(portOf(target));
}

/** A port as `node:http` takes it, which judges numbers by itself. JavaScript's callers pass text of the environment too. */
function portOf(port: unknown): number {
  if (typeof port === "number") return port;
  if (typeof port === "string" && /^\d+$/.test(port) && Number(port) <= MAX_PORT) return Number(port);
  throw new TypeError(`${inspect(port)} is no port: pass a number from 0 to ${MAX_PORT}, or an HTTP server`);
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
