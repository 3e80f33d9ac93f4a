import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import fastifyPlugin from "fastify-plugin";
import { attachPath, belongs, leaveUpgrade } from "./engine/attach.ts";
import { Engine } from "./engine/engine.ts";
import { asksForWebSocket, ignoringUpgrade, rawResponse, releaseSocket } from "./engine/raw-response.ts";
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
  const path = attachPath({ ...options, path: options.path ?? "/socket.io" });
  const upgrades = new WeakMap<IncomingMessage, Upgrade>();
  const handler = ({ raw: request }: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { raw: response } = reply;
    // What hooks have set so far; what no header can have throws here, while Fastify can still answer.
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) response.setHeader(name, value);
    const upgrade = upgrades.get(request);
    reply.hijack();
    if (upgrade !== undefined) completeUpgrade(engine, upgrade, request, response);
    else if (!io._serveClientFile(request, response)) engine.handleRequest(request, response);
    return reply;
  };
  app.decorate("io", io);
  await app.register(async (scope) => addRoute(scope, path, handler));
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (!belongs(request.url, path)) return leaveUpgrade(socket, options);
    if (!asksForWebSocket(request)) return app.routing(request, ignoringUpgrade(request, socket));
    upgrades.set(request, { socket, head });
    // While hooks are at work nobody else listens, and a reset would end the process.
    socket.on("error", ignore);
    // The response writes on the raw socket whatever a hook answers.
    app.routing(request, rawResponse(request, socket));
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

function completeUpgrade(
  engine: Engine,
  { socket, head }: Upgrade,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const headers = response.getHeaders();
  releaseSocket(response, socket);
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
