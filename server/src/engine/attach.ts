import type { IncomingMessage, Server as HttpServer, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { AttachOptions } from "./engine-options.ts";
import { asksForWebSocket, ignoringUpgrade } from "./raw-response.ts";

/** Where requests go that belong to the engine. */
export interface Attachable {
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/** The prefix that marks the engine's URLs. */
export function attachPath(options: AttachOptions): string {
  const path = (options.path ?? "/engine.io").replace(/\/$/, "");
  return (options.addTrailingSlash ?? true) ? `${path}/` : path;
}

/** Routes the engine's URLs of `server` to `engine` and leaves the rest to whoever listened before. Call the answer to undo it. */
export function attach(engine: Attachable, server: HttpServer, options: AttachOptions): () => void {
  const path = attachPath(options);
  // True because whoever listens to requests takes what `node:http` emits.
  const others = server.listeners("request").slice() as RequestListener[];
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    if (belongs(request.url, path)) engine.handleRequest(request, response);
    else if (others.length > 0) for (const listener of others) listener.call(server, request, response);
    else if (server.listenerCount("request") === 1) response.writeHead(404).end();
  };
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (!belongs(request.url, path)) leaveUpgrade(socket, options);
    else if (asksForWebSocket(request)) engine.handleUpgrade(request, socket, head);
    else engine.handleRequest(request, ignoringUpgrade(request, socket));
  };
  server.removeAllListeners("request");
  server.on("request", onRequest);
  server.on("upgrade", onUpgrade);
  return () => {
    server.off("upgrade", onUpgrade);
    // Whoever has wrapped this listener meanwhile goes on calling it, and it the others: they must not hear twice.
    if (!server.listeners("request").includes(onRequest)) return;
    server.off("request", onRequest);
    for (const listener of others) server.on("request", listener);
  };
}

/** Whether the URL begins with the path, and not merely with its letters: "/engine.iox" is somebody else's. */
export function belongs(url = "", path: string): boolean {
  if (!url.startsWith(path)) return false;
  const next = url[path.length];
  return path.endsWith("/") || next === undefined || next === "?" || next === "/";
}

/** Leaves an upgrade request to somebody else, and ends it when nobody answers, as `destroyUpgrade` has it. */
export function leaveUpgrade(socket: Duplex, options: AttachOptions): void {
  const { destroyUpgrade = true, destroyUpgradeTimeout: timeout = 1_000 } = options;
  const ignore = (): void => {};
  // A reset in the meantime has no other listener and would end the process.
  socket.on("error", ignore);
  if (!destroyUpgrade) return;
  const timer = setTimeout(() => {
    const answered = !("bytesWritten" in socket) || socket.bytesWritten !== 0;
    // Nobody reads it, so the other half would never be seen to end.
    if (socket.writable && !answered) socket.end(() => socket.destroy());
    else socket.off("error", ignore);
  }, timeout);
  socket.once("close", () => clearTimeout(timer));
}
