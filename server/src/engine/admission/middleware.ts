import { type IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { ErrorCode, Refusal } from "./refusal.ts";

/** Runs for every HTTP request of the engine, upgrades among them, in the form that Express has made common. */
export type Middleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => unknown;

/** Runs `middlewares` one after the other. Resolves to "answered" when one of them ends the response instead of passing on. */
export async function runMiddlewares(
  middlewares: readonly Middleware[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Refusal | "answered" | undefined> {
  try {
    for (const middleware of middlewares) {
      if ((await runMiddleware(middleware, request, response)) === "answered") return "answered";
    }
    return undefined;
  } catch (error) {
    return new Refusal(ErrorCode.BAD_REQUEST, { name: "MIDDLEWARE_FAILURE", error });
  }
}

function runMiddleware(
  middleware: Middleware,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<"next" | "answered"> {
  return new Promise((resolve, reject) => {
    const onClose = (): void => resolve("answered");
    response.once("finish", onClose).once("close", onClose);
    const next = (error?: unknown): void => {
      response.off("finish", onClose).off("close", onClose);
      if (error) reject(error);
      else resolve("next");
    };
    // An async middleware that rejects has failed as one that throws has.
    new Promise((ran) => ran(middleware(request, response, next))).catch(reject);
  });
}

/** A response that middlewares can use on an upgrade request: what they end goes out on the raw socket. */
export function upgradeResponse(request: IncomingMessage, socket: Duplex): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  // True because `node:http` itself hands out sockets that are mere streams under this type.
  response.assignSocket(socket as Socket);
  response.once("finish", () => socket.end());
  return response;
}

/** Takes the socket back from a response that nobody has used. */
export function releaseSocket(response: ServerResponse, socket: Duplex): void {
  // True for the reason above.
  response.detachSocket(socket as Socket);
}
