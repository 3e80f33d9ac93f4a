import type { Counters } from "@upwire/server/engine";
import type { ServerOptions } from "@upwire/server";
import type { ServerOptions as HttpOptions } from "node:http";
import type { DoorName } from "./doors.ts";

/** What a test asks the server's process to run. Options must survive being sent to another process. */
export interface VictimOptions {
  readonly io?: ServerOptions;
  readonly http?: HttpOptions;
  /** Code of the application's that has a say in who gets in. */
  readonly door?: DoorName;
  /** Whether the server logs where it does by default, which is stderr. */
  readonly logsToStderr?: boolean;
}

/** What a test says to the server's process, which answers each with a `Report`. */
export type VictimCommand =
  | { readonly do: "serve"; readonly options: VictimOptions }
  | { readonly do: "report" }
  /** Collects garbage before it reports. */
  | { readonly do: "weigh" }
  /** Lets in whom the door "waits" has kept. */
  | { readonly do: "release" }
  | { readonly do: "close" };

export interface LogEntry {
  readonly level: "debug" | "warn" | "error";
  readonly message: string;
  readonly code: unknown;
}

/** What `connection_error` has said. */
export interface RefusalEntry {
  readonly code: number;
  readonly message: string;
  readonly name: unknown;
}

/** What the server holds, all of which must go when the attacker does. */
export interface Held {
  readonly sessions: number;
  readonly sockets: number;
  readonly rooms: number;
  readonly namespaces: number;
  /** Handles and timers that keep the process alive, by kind. */
  readonly resources: Readonly<Record<string, number>>;
}

/** How the server is, and what has happened to it since it began to serve. */
export interface Report {
  readonly port: number;
  readonly held: Held;
  readonly heapUsed: number;
  readonly counters: Counters;
  readonly refusals: readonly RefusalEntry[];
  readonly logs: readonly LogEntry[];
  /** Reasons of `disconnect`. */
  readonly closings: readonly string[];
  readonly handlerErrors: readonly string[];
  /** Events that reached the application, but for the canary's, with how often. */
  readonly heard: readonly (readonly [name: unknown, times: number])[];
  /** What `question` was answered with. */
  readonly answers: readonly unknown[];
  /** How many polls hang. */
  readonly polls: number;
  /** Bytes of POST bodies that have come for sessions that still poll. */
  readonly bytesPosted: number;
  /** Exceptions and rejections that nobody caught. */
  readonly faults: readonly string[];
}
