export type {
  Adapter,
  AdapterConstructor,
  AdapterPacket,
  BroadcastFlags,
  BroadcastOptions,
  PrivateSessionId,
  RestoredSession,
  Room,
  SessionToPersist,
  SocketDetails,
  SocketId,
} from "./adapters/adapter.ts";
export { MemoryAdapter } from "./adapters/memory.ts";
export type { IncompleteBroadcastError } from "./broadcast-ack.ts";
export { BroadcastOperator } from "./broadcast-operator.ts";
export type { Client } from "./client.ts";
export type { Parser, ParserDecoder, ParserEncoder } from "./custom-parser.ts";
export type { DisconnectReason } from "./disconnect-reason.ts";
export type { NamespaceMatch } from "./dynamic-namespaces.ts";
export type { Logger } from "./engine/logger.ts";
export type { Handshake } from "./handshake.ts";
export type { HttpServerLike } from "./http-server.ts";
export { type ExtendedError, Namespace } from "./namespace.ts";
export type { HandlerErrorContext } from "./namespace-events.ts";
export { ParentNamespace } from "./parent-namespace.ts";
export { RemoteSocket } from "./remote-socket.ts";
export { Server } from "./server.ts";
export type { ServerOptions } from "./server-options.ts";
export { Socket } from "./socket.ts";
export type { Event, SocketReservedEvents } from "./socket-events.ts";
export type { DefaultEventsMap, EventsMap } from "./typed-events.ts";
