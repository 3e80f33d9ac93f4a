import { FaultProxy } from "../../fixtures/fault-proxy.ts";
import type { ClientLink, ClientPeer, ServerOptions, ServerPeer } from "../peers/peer.ts";
import { answer, connected } from "../stage.ts";
import { inTime } from "./deadline.ts";
import { NumberedStream } from "./numbered-stream.ts";
import { Turnstile } from "./turnstile.ts";

/** Who talks, how much, and what goes wrong. */
export interface Conversation {
  readonly client: ClientPeer;
  readonly server: ServerPeer;
  readonly connections: number;
  readonly messages: number;
  /** Puts the faults on the proxy between them; without it they talk directly. */
  readonly faults?: (proxy: FaultProxy) => void;
  readonly options?: ServerOptions;
  /**
   * How many clients at most await their turn at a time; all stay connected to the end. Default all. On a slow machine many
   * upgrades at once take turns for so long that each runs into its time limit.
   */
  readonly atOnce?: number;
}

/** What became of it. */
export interface Outcome {
  /** Messages missing, doubled or out of order. */
  readonly faults: readonly string[];
  readonly disconnections: readonly string[];
  /** The transports the links ended on, each named once. */
  readonly transports: readonly (string | undefined)[];
  /** The messages that arrived, both ways. */
  readonly arrived: number;
}

/** The last messages of each client, sent after its turn. */
const HELD_BACK = 40;
const PATIENCE = 50_000;

/**
 * Lets many clients talk to one server until everybody has heard everything. Each link awaits its `turn` before it sends its
 * last messages, so that there is traffic before and after it.
 */
export async function converse(
  conversation: Conversation,
  turn: (link: ClientLink) => Promise<void>,
): Promise<Outcome> {
  const running = await conversation.server.start(conversation.options);
  const proxy = await FaultProxy.start({ target: running.port });
  conversation.faults?.(proxy);
  const url = conversation.faults === undefined ? running.url : proxy.url;
  const disconnections: string[] = [];
  const serverEnds = new Map<string, NumberedStream>();
  const talkers: Talker[] = [];
  const turnstile = new Turnstile(conversation.atOnce ?? conversation.connections);
  const talk = async (): Promise<number> => {
    await turnstile.enter();
    const talker = new Talker(conversation, url, disconnections);
    talkers.push(talker);
    const turned = turn(talker.link).then(() => turnstile.leave());
    return talker.talk(turned, serverEnds);
  };
  running.of("/").onConnection((socket) => {
    socket.on("sync", (reply) => answer(reply));
    socket.onDisconnect((reason) => disconnections.push(`server: ${reason}`));
    const serverEnd = new NumberedStream(socket, conversation.messages);
    serverEnds.set(String(socket.id), serverEnd);
    serverEnd.start();
  });
  try {
    const talks = Promise.all(Array.from({ length: conversation.connections }, talk));
    const arrived = await inTime(talks, PATIENCE, () => progress(talkers, serverEnds, disconnections));
    return {
      faults: [...talkers.map(({ stream }) => stream), ...serverEnds.values()].flatMap(({ faults }) => faults),
      disconnections: [...disconnections],
      transports: [...new Set(talkers.map(({ link }) => link.transport))],
      arrived: arrived.reduce((sum, count) => sum + count, 0),
    };
  } finally {
    for (const { link } of talkers) link.close();
    await proxy.close();
    await running.close();
  }
}

/** One client of the conversation. */
class Talker {
  readonly link: ClientLink;
  readonly stream: NumberedStream;
  readonly #socket: ReturnType<ClientLink["of"]>;
  #upgradeFailure = "";
  step: "connecting" | "awaiting its turn" | "talking" | "done" = "connecting";

  constructor({ client, messages }: Conversation, url: string, disconnections: string[]) {
    this.link = client.link(url, { way: "upgrade" });
    this.#socket = this.link.of("/");
    this.#socket.onDisconnect((reason) => disconnections.push(`client: ${reason}`));
    void this.link.upgradeFailed().then((reason) => (this.#upgradeFailure = ` after a failed upgrade (${reason})`));
    this.stream = new NumberedStream(this.#socket, messages, messages - HELD_BACK);
  }

  /** Where it is, for whoever wonders why it is not done. */
  get state(): string {
    return `${this.step} on ${this.link.transport}${this.#upgradeFailure}`;
  }

  get id(): string {
    return String(this.#socket.id);
  }

  /** Resolves with the number of messages that arrived at both ends. */
  async talk(turned: Promise<void>, serverEnds: ReadonlyMap<string, NumberedStream>): Promise<number> {
    await connected(this.#socket);
    this.stream.start();
    this.step = "awaiting its turn";
    await turned;
    this.step = "talking";
    this.stream.release();
    await this.stream.complete();
    const serverEnd = serverEnds.get(this.id);
    if (serverEnd === undefined) throw new Error("A client is connected to no socket of the server.");
    await serverEnd.complete();
    // Whatever came twice has arrived when this is answered.
    await this.#socket.request("sync");
    this.step = "done";
    return this.stream.received + serverEnd.received;
  }
}

function progress(
  talkers: readonly Talker[],
  serverEnds: ReadonlyMap<string, NumberedStream>,
  disconnections: readonly string[],
): string {
  const open = talkers.filter(({ step }) => step !== "done");
  const lines = open.slice(0, 5).map(({ state, stream, id }) => {
    const end = serverEnds.get(id);
    return `${state}: sent ${stream.sent}, ${end?.received} arrived; server sent ${end?.sent}, ${stream.received} arrived`;
  });
  return [`${open.length} of ${talkers.length} clients are not done`, ...lines, ...new Set(disconnections)].join("\n");
}
