import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import type { Binary, EnginePacket } from "@upwire/protocol";
import type { ErrorCode } from "./admission/refusal.ts";
import type { Session } from "./session.ts";

/** What `connection_error` reports of a request that was not let in. */
export interface ConnectionError {
  readonly req: IncomingMessage;
  readonly code: ErrorCode;
  readonly message: string;
  readonly context: Readonly<Record<string, unknown>>;
}

/** What `engine.on` hears, under the names that Engine.IO documents; `handler_error` is ours. */
export type EngineEvents = {
  connection: (session: Session) => void;
  connection_error: (error: ConnectionError) => void;
  /** Before the first answer of a session goes out; what is added to `headers` goes with it. */
  initial_headers: (headers: OutgoingHttpHeaders, request: IncomingMessage) => void;
  /** Before every answer goes out. */
  headers: (headers: OutgoingHttpHeaders, request: IncomingMessage) => void;
  flush: (session: Session, packets: readonly EnginePacket<string | Binary>[]) => void;
  drain: (session: Session) => void;
  /** A listener or middleware of the application threw or rejected. */
  handler_error: (error: unknown, event: string, session: Session | undefined) => void;
};
