import { io as connect, type Socket as OfficialSocket } from "socket.io-client";
import { expect } from "vitest";
import { RawWebSocket } from "../raw-web-socket.ts";
import { UPGRADE_HEADERS } from "../upgrade-headers.ts";
import type { Child } from "./child.ts";
import { PollingAttacker, sidOf } from "./polling-attacker.ts";
import { type Answer, type Ask, RawHttp } from "./raw-http.ts";
import type { Held, Report, VictimOptions } from "./victim-messages.ts";

/** How long the server has to get where it must; only a failing test waits that long. */
const SOON = { timeout: 5_000, interval: 10 };

/** What a server holds on which nobody is but the canary: its heartbeat is the timer. */
const IDLE: Held = {
  sessions: 1,
  sockets: 1,
  rooms: 1,
  namespaces: 2,
  resources: { TCPServerWrap: 1, TCPSocketWrap: 1, Timeout: 1 },
};

/** A server in its process, a canary on it, and every kind of attacker. */
export class Target {
  readonly port: number;
  readonly #child: Child;
  readonly #canary: OfficialSocket;
  readonly #connections: RawHttp[] = [];
  readonly #webSockets: RawWebSocket[] = [];
  readonly #sessions: PollingAttacker[] = [];
  #canaryLost: string | undefined;

  private constructor(child: Child, canary: OfficialSocket, port: number) {
    this.#child = child;
    this.#canary = canary;
    this.port = port;
    canary.on("disconnect", (reason) => void (this.#canaryLost = reason));
  }

  /** Starts a server with a canary on it that has nothing to do with the attack. */
  static async start(child: Child, options: VictimOptions): Promise<Target> {
    await child.tell({ do: "serve", options });
    const { port } = await reportOf(child);
    const url = `http://127.0.0.1:${port}`;
    const canary = connect(url, {
      transports: ["websocket"],
      forceNew: true,
      reconnection: false,
      query: { canary: "1" },
    });
    await new Promise<void>((resolve, reject) => void canary.on("connect", resolve).on("connect_error", reject));
    expect(await canary.emitWithAck("alive")).toBe("yes");
    const target = new Target(child, canary, port);
    await target.forgets("everything");
    return target;
  }

  /** A connection for literal bytes. */
  http(): RawHttp {
    const connection = new RawHttp(this.port);
    this.#connections.push(connection);
    return connection;
  }

  /** Sends one request on a connection of its own and takes its answer. `query` may be a whole path. */
  ask(query: string, ask: Ask = {}): Promise<Answer> {
    return this.http().send(pathOf(query), ask).next();
  }

  /** As `ask`, with an upgrade to WebSocket asked for; a header that is given as "" is left out. */
  askUpgrade(query: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const all = Object.entries({ ...UPGRADE_HEADERS, ...headers }).filter(([, value]) => value !== "");
    return this.ask(`${query}&transport=websocket`, { headers: Object.fromEntries(all) });
  }

  /** Opens a session by polling. */
  async polling(query = "EIO=4", headers: Readonly<Record<string, string>> = {}): Promise<PollingAttacker> {
    const session = await PollingAttacker.open(this, query, headers);
    this.#sessions.push(session);
    return session;
  }

  /** The polling session of a sid that a test has got by itself. */
  adopt(sid: string): PollingAttacker {
    const session = new PollingAttacker(this, sid, "EIO=4", {});
    this.#sessions.push(session);
    return session;
  }

  /** Opens a session by polling and joins `/`. */
  async joinedPolling(): Promise<PollingAttacker> {
    const session = await this.polling();
    await session.join();
    return session;
  }

  /** Opens many polling sessions at once over few connections, and answers their sids. */
  async pollingSessions(count: number): Promise<readonly string[]> {
    const answers = await this.pipeline(Array.from({ length: count }, () => ({ query: "EIO=4&transport=polling" })));
    return answers.map(({ body }) => sidOf(body));
  }

  /** Sends many requests behind one another without waiting, over one connection for every 500. */
  async pipeline(requests: readonly (Ask & { readonly query: string })[]): Promise<readonly Answer[]> {
    const answers: Answer[] = [];
    for (let at = 0; at < requests.length; at += 500) {
      const connection = this.http();
      const some = requests.slice(at, at + 500);
      connection.socket.cork();
      for (const { query, ...ask } of some) connection.send(pathOf(query), ask);
      connection.socket.uncork();
      for (let index = 0; index < some.length; index++) answers.push(await connection.next());
      connection.socket.destroy();
    }
    return answers;
  }

  /** A WebSocket that has not opened yet. */
  webSocket(query: string): RawWebSocket {
    const client = new RawWebSocket(`ws://127.0.0.1:${this.port}/socket.io/?${query}&transport=websocket`);
    this.#webSockets.push(client);
    return client;
  }

  /** Opens a session by WebSocket and takes its open packet. */
  async openWebSocket(query = "EIO=4"): Promise<RawWebSocket> {
    const client = this.webSocket(query);
    expect(await client.next()).toMatch(/^0\{/);
    return client;
  }

  /** Opens a session by WebSocket and joins `/`. */
  async joinedWebSocket(): Promise<RawWebSocket> {
    const client = await this.openWebSocket();
    await client.join();
    return client;
  }

  report(): Promise<Report> {
    return reportOf(this.#child);
  }

  /** The report after a garbage collection. */
  weigh(): Promise<Report> {
    return reportOf(this.#child, "weigh");
  }

  /** What the process has written to stderr. */
  get stderr(): string {
    return this.#child.stderr;
  }

  /** Lets in whom the door has kept waiting. */
  async release(): Promise<void> {
    await this.#child.tell({ do: "release" });
  }

  /** Waits until the report has all of `part`. */
  async reaches(part: object): Promise<void> {
    await expect.poll(() => this.report(), SOON).toMatchObject(part);
  }

  /** Waits until the server holds what it held before the attack, while the attackers may still be connected. */
  async forgets(what: "sessions" | "everything" = "sessions"): Promise<void> {
    const { sessions, sockets, rooms } = IDLE;
    await this.reaches({ held: what === "everything" ? IDLE : { sessions, sockets, rooms } });
  }

  /** The canary hears what is broadcast. */
  canaryHears(event: string): Promise<unknown[]> {
    return new Promise((resolve) => void this.#canary.once(event, (...data: unknown[]) => resolve(data)));
  }

  /** The oracle: whatever came in, this is how the server must be. */
  async judge(trace: "recorded" | "harmless" | "unseen"): Promise<void> {
    expect(await this.#canary.emitWithAck("alive")).toBe("yes");
    if (trace === "recorded") await expect.poll(async () => tracesIn(await this.report()), SOON).not.toEqual([]);
    if (trace === "harmless") expect(tracesIn(await this.report())).toEqual([]);
    await this.#leave();
    await this.forgets("everything");
    expect(await this.#canary.emitWithAck("alive")).toBe("yes");
    expect(this.#canaryLost).toBeUndefined();
    expect((await this.report()).faults).toEqual([]);
    expect(this.#child.alive).toBe(true);
  }

  /** Ends everything on both sides. */
  async close(): Promise<void> {
    this.#canary.disconnect();
    for (const connection of this.#connections) connection.socket.destroy();
    for (const { ws } of this.#webSockets) ws.terminate();
    await this.#child.tell({ do: "close" });
  }

  /** The attackers go away as real ones do, without a word; only who polls has to say so to be gone at once. */
  async #leave(): Promise<void> {
    for (const session of this.#sessions) await session.end();
    for (const connection of this.#connections) connection.socket.destroy();
    for (const { ws } of this.#webSockets) ws.terminate();
  }
}

/** Whatever there is to read of an attack afterwards; that a connection ended is none. */
function tracesIn({ refusals, logs, counters, closings, handlerErrors }: Report): unknown[] {
  const counted = Object.entries(counters).filter(([, count]) => count > 0);
  const unclean = closings.filter((reason) => reason !== "transport close" && reason !== "client namespace disconnect");
  return [...refusals, ...logs, ...counted, ...unclean, ...handlerErrors];
}

async function reportOf(child: Child, how: "report" | "weigh" = "report"): Promise<Report> {
  const report = await child.tell({ do: how });
  if (report === undefined) throw new Error("no server is running");
  return report;
}

function pathOf(query: string): string {
  return /^(?:\/|http:)/.test(query) ? query : `/socket.io/?${query}`;
}
