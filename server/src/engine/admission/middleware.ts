import type { IncomingMessage, ServerResponse } from "node:http";
import { ErrorCode, Refusal } from "./refusal.ts";

/** Runs for every HTTP request of the engine, upgrades among them, in the form that Express has made common. */
export type Middleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => unknown;

/**
 * Runs `middlewares` one after the other. Resolves to "answered" when one of them ends the response instead of passing on.
 * One that passes an error on has refused; one that throws or rejects has failed, which `failed` is told besides.
 */
export async function runMiddlewares(
  middlewares: readonly Middleware[],
  request: IncomingMessage,
  response: ServerResponse,
  failed: (error: unknown) => void,
): Promise<Refusal | "answered" | undefined> {
  for (const middleware of middlewares) {
    const outcome = await runMiddleware(middleware, request, response, failed);
    if (outcome !== "next") return outcome;
  }
  return undefined;
}

function runMiddleware(
  middleware: Middleware,
  request: IncomingMessage,
  response: ServerResponse,
  failed: (error: unknown) => void,
): Promise<Refusal | "answered" | "next"> {
  return new Promise((resolve) => {
    const onClose = (): void => resolve("answered");
    response.once("finish", onClose).once("close", onClose);
    const leave = (outcome: Refusal | "next"): void => {
      response.off("finish", onClose).off("close", onClose);
      resolve(outcome);
    };
    const next = (error?: unknown): void => leave(error ? refusalFor(error) : "next");
    const fail = (error: unknown): void => {
      failed(error);
      leave(refusalFor(error));
    };
    // An async middleware that rejects has failed as one that throws has.
    new Promise((ran) => ran(middleware(request, response, next))).catch(fail);
  });
}

function refusalFor(error: unknown): Refusal {
  return new Refusal(ErrorCode.BAD_REQUEST, { name: "MIDDLEWARE_FAILURE", error });
}
