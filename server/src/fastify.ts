import { type IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import fastifyPlugin from "fastify-plugin";
import { attachPath, belongs } from "./engine/attach.ts";
import { Engine } from "./engine/engine.ts";
import { Server } from "./server.ts";
import type { ServerOptions } from "./server-options.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** The Socket.IO server of this application. */
    io: Server;
  }
}

/** Options of the plugin: those of `Server`. `logger` is the application's. */
export type UpwireOptions = Omit<ServerOptions, "logger">;

interface Upgrade {
  readonly socket: Duplex;
  readonly head: Buffer;
}

const plugin: FastifyPluginAsync<UpwireOptions> = async (app, options) => {
  const engine = new Engine({ ...options, logger: app.log });
  const io = new Server({ ...options, logger: app.log });
  io.bind(engine);
  const path = attachPath({ path: "/socket.io", ...options });
  const upgrades = new WeakMap<IncomingMessage, Upgrade>();
  const handler = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const upgrade = upgrades.get(request.raw);
    const headers = headersOf(reply);
    reply.hijack();
    if (upgrade === undefined) answerRequest(io, engine, request.raw, reply.raw, headers);
    else completeUpgrade(engine, upgrade, request.raw, reply.raw, headers);
    return reply;
  };
  app.decorate("io", io);
  await app.register(async (scope) => addRoute(scope, path, handler));
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (!belongs(request.url, path)) return;
    upgrades.set(request, { socket, head });
    routeUpgrade(app, request, socket);
  };
  app.server.on("upgrade", onUpgrade);
  app.addHook("preClose", async () => {
    app.server.off("upgrade", onUpgrade);
    await io.close();
  });
};

/** In a scope of its own, whose parsers leave bodies to the engine. */
function addRoute(
  scope: FastifyInstance,
  path: string,
  handler: (request: FastifyRequest, reply: FastifyReply) => FastifyReply,
): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("*", (_request, _payload, done) => done(null));
  const route = { method: scope.supportedMethods, exposeHeadRoute: false, handler };
  scope.route({ ...route, url: path.endsWith("/") ? `${path}*` : `${path}/*` });
  if (!path.endsWith("/")) scope.route({ ...route, url: path });
}

/** What hooks have set so far, which Fastify would send with its own answer. */
function headersOf(reply: FastifyReply): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) headers[name] = typeof value === "number" ? String(value) : value;
  }
  return headers;
}

function answerRequest(
  io: Server,
  engine: Engine,
  request: IncomingMessage,
  response: ServerResponse,
  headers: Record<string, string | string[]>,
): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (!io._serveClientFile(request, response)) engine.handleRequest(request, response);
}

/** Sends an upgrade request down Fastify's road, with a response that writes on the raw socket whatever a hook answers. */
function routeUpgrade(app: FastifyInstance, request: IncomingMessage, socket: Duplex): void {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  // True because `node:http` itself hands out sockets that are mere streams under this type.
  response.assignSocket(socket as Socket);
  response.once("finish", () => socket.end());
  // While hooks are at work nobody else listens, and a reset would end the process.
  socket.on("error", ignore);
  app.routing(request, response);
}

function completeUpgrade(
  engine: Engine,
  { socket, head }: Upgrade,
  request: IncomingMessage,
  response: ServerResponse,
  headers: Record<string, string | string[]>,
): void {
  // True for the reason above.
  response.detachSocket(socket as Socket);
  engine.handleUpgrade(request, socket, head, headers);
  socket.off("error", ignore);
}

function ignore(): void {}

/**
 * Serves Socket.IO from a Fastify application and decorates it with `io`. Polls and upgrades go through Fastify's router,
 * so its hooks run before any of them gets in, and a hook that answers has refused. `app.close()` disconnects everybody first.
 */
const upwire: FastifyPluginAsync<UpwireOptions> = fastifyPlugin(plugin, { fastify: "5.x", name: "@upwire/server" });

export default upwire;
