import type { Server } from "@upwire/server";
import type { AllowRequest, Middleware } from "@upwire/server/engine";

type SocketMiddleware = Parameters<Server["use"]>[0];

/** Lets the canary through, which says who it is, so that only the attacker meets the door. */
const ofCanary = (url: string | undefined): boolean => url?.includes("canary=") ?? false;

const waiting: (() => void)[] = [];

/** Lets in whom the doors that wait have kept. */
export function release(): void {
  for (const letIn of waiting.splice(0)) letIn();
}

const failure = (): Error => new Error("no database");

const askers = {
  throws: () => {
    throw failure();
  },
  rejects: () => Promise.reject(failure()),
  "never decides": () => undefined,
  waits: (_request, decide) => void waiting.push(() => decide(null, true)),
  "decides twice": (_request, decide) => {
    decide(null, true);
    decide("changed its mind", false);
    decide(null, true);
  },
  refuses: (_request, decide) => decide("Thou shalt not pass", false),
} satisfies Record<string, AllowRequest>;

const engineMiddlewares = {
  "middleware throws": () => {
    throw failure();
  },
  "middleware rejects": () => Promise.reject(failure()),
  "middleware never passes on": () => undefined,
} satisfies Record<string, Middleware>;

const socketMiddlewares = {
  "auth throws": () => {
    throw failure();
  },
  "auth rejects": () => Promise.reject(failure()),
  "auth waits": (_socket, next) => void waiting.push(() => next()),
  "auth decides twice": (_socket, next) => {
    next();
    next(new Error("changed its mind"));
    next();
  },
} satisfies Record<string, SocketMiddleware>;

/** A door of `doors.ts`. */
export type DoorName = keyof typeof askers | keyof typeof engineMiddlewares | keyof typeof socketMiddlewares;

/** The `allowRequest` of a door. */
export function askerOf(door: DoorName | undefined): AllowRequest | undefined {
  if (door === undefined || !(door in askers)) return undefined;
  // True because it was just found there.
  const ask: AllowRequest = askers[door as keyof typeof askers];
  return (request, decide) => (ofCanary(request.url) ? decide(null, true) : ask(request, decide));
}

/** Hangs the middlewares of a door into a server. */
export function hang(door: DoorName | undefined, io: Server): void {
  if (door === undefined) return;
  if (door in engineMiddlewares) {
    // True because it was just found there.
    const middleware: Middleware = engineMiddlewares[door as keyof typeof engineMiddlewares];
    io.engine.use((request, response, next) => (ofCanary(request.url) ? next() : middleware(request, response, next)));
  }
  if (door in socketMiddlewares) {
    // True because it was just found there.
    const middleware: SocketMiddleware = socketMiddlewares[door as keyof typeof socketMiddlewares];
    io.use((socket, next) => (ofCanary(socket.handshake.url) ? next() : middleware(socket, next)));
  }
}
