import { Inbox } from "./inbox.ts";
import type {
  ClientLink,
  ClientOptions,
  ClientPeer,
  ClientSocket,
  Refusal,
  RunningServer,
  ServerOptions,
  ServerPeer,
  ServerSocket,
  Way,
} from "./peers/peer.ts";

/** The peers a scenario plays with. */
export interface Cast {
  readonly client: ClientPeer;
  readonly server: ServerPeer;
  readonly way: Way;
}

/** One way of talking that every pair of peers must master, over every transport. */
export interface Scenario {
  /** A fact in the present tense. */
  readonly name: string;
  run(cast: Cast): Promise<void>;
}

/** A client and the server's end of it. */
export interface Pair {
  readonly link: ClientLink;
  readonly client: ClientSocket;
  readonly server: ServerSocket;
}

/** A started server and the clients opened on it; all of it ends with the stage. */
export class Stage {
  readonly way: Way;
  readonly running: RunningServer;
  readonly #cast: Cast;
  readonly #links: ClientLink[] = [];

  private constructor(cast: Cast, running: RunningServer) {
    this.#cast = cast;
    this.way = cast.way;
    this.running = running;
  }

  /** Starts the server, plays, and stops everything again. */
  static async play(cast: Cast, options: ServerOptions, act: (stage: Stage) => Promise<void>): Promise<void> {
    const running = await cast.server.start(options);
    const stage = new Stage(cast, running);
    try {
      await act(stage);
    } finally {
      for (const link of stage.#links) link.close();
      await running.close();
    }
  }

  /** Takes the sockets of a namespace as they come, after `serve` has put its handlers on them. */
  arrivals(namespace: string | RegExp, serve?: (socket: ServerSocket) => void): Inbox<ServerSocket> {
    const inbox = new Inbox<ServerSocket>();
    this.running.of(namespace).onConnection((socket) => {
      // Whatever was sent before it has arrived once "sync" is answered, so a scenario can tell that nothing more came.
      socket.on("sync", (reply) => answer(reply));
      serve?.(socket);
      inbox.add(socket);
    });
    return inbox;
  }

  /** Opens a link to the server, or to what stands before it. */
  link(options: Partial<ClientOptions> = {}, url: string = this.running.url): ClientLink {
    const link = this.#cast.client.link(url, { way: this.way, ...options });
    this.#links.push(link);
    return link;
  }

  /** Connects one client to the main namespace and hands over both ends of it. */
  async pair(serve?: (socket: ServerSocket) => void): Promise<Pair> {
    const arrived = this.arrivals("/", serve);
    const link = this.link();
    const client = link.of("/");
    client.on("sync", (reply) => answer(reply));
    await connected(client);
    return { link, client, server: await arrived.at(0) };
  }
}

/** A scenario that plays on a server with the given options. */
export function scenario(name: string, act: (stage: Stage) => Promise<void>, options: ServerOptions = {}): Scenario {
  return { name, run: (cast) => Stage.play(cast, options, act) };
}

/** Resolves when the namespace is connected; rejects when it is refused. */
export function connected(client: ClientSocket): Promise<void> {
  if (client.connected) return Promise.resolve();
  return new Promise((resolve, reject) => {
    client.onConnect(resolve);
    client.onRefused(({ message, data }) => reject(new Error(`refused: ${message ?? JSON.stringify(data)}`)));
  });
}

/** Resolves when the namespace is refused. */
export function refused(client: ClientSocket): Promise<Refusal> {
  return new Promise((resolve, reject) => {
    client.onRefused(resolve);
    client.onConnect(() => reject(new Error("connected, though it had to be refused")));
  });
}

/** Resolves with the reason of the next disconnection. */
export function disconnected(socket: ClientSocket | ServerSocket): Promise<string> {
  return new Promise((resolve) => socket.onDisconnect(resolve));
}

/** Calls the acknowledgement that came with an event. */
export function answer(reply: unknown, ...values: readonly unknown[]): void {
  if (typeof reply !== "function") throw new Error("The event came without an acknowledgement.");
  reply(...values);
}
