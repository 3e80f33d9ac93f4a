import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "@upwire/server";
import type { Session } from "@upwire/server/engine";
import { runApplication, type Seen } from "./application.ts";
import { askerOf, hang, release } from "./doors.ts";
import type { Held, LogEntry, RefusalEntry, Report, VictimCommand, VictimOptions } from "./victim-messages.ts";

/** Kinds of resources that belong to this process and not to any connection. */
const OWN = new Set(["PipeWrap", "TTYWrap", "Immediate"]);

/** The server under attack, and its notes. */
class Victim {
  readonly http: HttpServer;
  readonly io: Server;
  readonly #refusals: RefusalEntry[] = [];
  readonly #logs: LogEntry[] = [];
  readonly #sessions = new Set<Session>();
  readonly #handlerErrors: string[] = [];
  readonly #seen: Seen = { closings: [], heard: new Map(), answers: [] };

  constructor({ io = {}, http = {}, door, logsToStderr }: VictimOptions) {
    const log =
      (level: LogEntry["level"]) =>
      (detail: object, message: string): void =>
        void this.#logs.push({ level, message, code: "code" in detail ? detail.code : undefined });
    const logger = logsToStderr ? undefined : { debug: log("debug"), warn: log("warn"), error: log("error") };
    this.http = createServer(http);
    this.io = new Server(this.http, {
      allowRequest: askerOf(door),
      logger,
      closeTimeout: 200,
      cleanupEmptyChildNamespaces: true,
      ...io,
    });
    hang(door, this.io);
    this.io.engine.on("connection_error", ({ code, message, context }) => {
      this.#refusals.push({ code, message, name: context["name"] });
    });
    this.io.on("handler_error", (error) => void this.#handlerErrors.push(String(error)));
    this.io.engine.on("connection", (session) => void this.#sessions.add(session));
    runApplication(this.io, this.#seen);
  }

  report(): Report {
    const open = [...this.#sessions].filter(({ readyState }) => readyState === "open");
    const polling = open.map(({ transport }) => transport).filter(({ name }) => name === "polling");
    return {
      // True because it listens on an address.
      port: (this.http.address() as AddressInfo).port,
      held: this.#held(),
      heapUsed: process.memoryUsage().heapUsed,
      counters: this.io.engine.counters,
      refusals: this.#refusals,
      logs: this.#logs,
      closings: this.#seen.closings,
      handlerErrors: this.#handlerErrors,
      heard: [...this.#seen.heard],
      answers: this.#seen.answers,
      polls: polling.filter(({ writable }) => writable).length,
      bytesPosted: polling.reduce((sum, { bytesRead }) => sum + bytesRead, 0),
      faults,
    };
  }

  async close(): Promise<void> {
    const closed = this.io.close();
    this.http.closeAllConnections();
    await closed;
  }

  #held(): Held {
    const namespaces = [...this.io._nsps.values()];
    const resources = new Map<string, number>();
    for (const kind of process.getActiveResourcesInfo()) {
      if (!OWN.has(kind)) resources.set(kind, (resources.get(kind) ?? 0) + 1);
    }
    return {
      sessions: this.io.engine.clientsCount,
      sockets: namespaces.reduce((sum, nsp) => sum + nsp.sockets.size, 0),
      rooms: namespaces.reduce((sum, nsp) => sum + nsp.adapter.rooms.size, 0),
      namespaces: namespaces.length,
      resources: Object.fromEntries(resources),
    };
  }
}

const faults: string[] = [];
process.on("uncaughtException", (error: Error) => void faults.push(error.stack ?? String(error)));
process.on(
  "unhandledRejection",
  (error: unknown) => void faults.push(error instanceof Error ? (error.stack ?? "") : String(error)),
);

let victim: Victim | undefined;

async function obey(command: VictimCommand): Promise<Report | undefined> {
  if (command.do === "close") {
    await victim?.close();
    victim = undefined;
  } else if (command.do === "serve") {
    victim = new Victim(command.options);
    victim.http.listen(0, "127.0.0.1");
    await once(victim.http, "listening");
  } else if (command.do === "release") {
    release();
  } else if (command.do === "weigh") {
    globalThis.gc?.();
  }
  return victim?.report();
}

process.on("message", ({ id, command }: { id: number; command: VictimCommand }) => {
  obey(command).then(
    (report) => process.send?.({ id, report }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  );
});
process.on("disconnect", () => process.exit());
process.send?.({ id: 0 });
