import { FaultProxy } from "../../fixtures/fault-proxy.ts";
import type { Toxic } from "../../fixtures/fault-proxy/toxic.ts";
import { Inbox } from "../inbox.ts";
import type { ClientLink } from "../peers/peer.ts";
import { answer } from "../stage.ts";
import type { Conversation } from "./conversation.ts";
import { inTime } from "./deadline.ts";
import { NumberedStream } from "./numbered-stream.ts";

/** What became of a conversation whose connections were lost on the way. */
export interface InterruptedOutcome {
  /** Messages that arrived out of order, twice, or without their predecessors, on any connection. */
  readonly faults: readonly string[];
  /** How often the fault struck. */
  readonly dropped: number;
  /** How many connections were lost. */
  readonly lost: number;
  /** How many clients got everything through on one connection in the end. */
  readonly completed: number;
}

const PATIENCE = 50_000;

/**
 * Lets many clients talk to one server while their connections are lost. Each new connection counts from zero, so what it
 * delivered before its end must be a beginning of that. Once the first upgrade of every client has come to its end, the fault
 * is taken away.
 */
export async function converseInterrupted(
  conversation: Omit<Conversation, "faults">,
  toxic: (dropped: () => void) => Toxic,
): Promise<InterruptedOutcome> {
  const { client, server, connections, messages, options } = conversation;
  const running = await server.start(options);
  const proxy = await FaultProxy.start({ target: running.port });
  const drops = new Inbox<void>();
  proxy.use(toxic(() => drops.add()));
  const concluded = new Inbox<void>();
  const healed = concluded.filled(connections).then(() => proxy.heal());
  const streams: NumberedStream[] = [];
  running.of("/").onConnection((socket) => {
    socket.on("sync", (reply) => answer(reply));
    const stream = new NumberedStream(socket, messages);
    streams.push(stream);
    stream.start();
  });
  const links = Array.from({ length: connections }, () =>
    client.link(proxy.url, { way: "upgrade", reconnection: true }),
  );
  let lost = 0;
  let completed = 0;
  const talk = (link: ClientLink): Promise<void> =>
    new Promise<void>((resolve) => {
      const socket = link.of("/");
      let current: NumberedStream | undefined;
      socket.onDisconnect(() => {
        current?.end();
        lost += 1;
      });
      socket.onConnect(() => {
        const stream = new NumberedStream(socket, messages);
        streams.push(stream);
        current = stream;
        stream.start();
        // A machine under load may well let an upgrade time out.
        const upgraded = Promise.race([link.settled(), link.upgradeFailed()]);
        void upgraded.then(() => concluded.add());
        const all = Promise.all([stream.complete(), upgraded, healed]);
        void all.then(() => socket.request("sync")).then(() => current === stream && resolve());
      });
    }).then(() => void (completed += 1));
  try {
    const state = (): string => `${completed} of ${connections} done, ${lost} lost, ${drops.items.length} dropped`;
    await inTime(Promise.all(links.map(talk)), PATIENCE, state);
    return { faults: streams.flatMap(({ faults }) => faults), dropped: drops.items.length, lost, completed };
  } finally {
    for (const link of links) link.close();
    await proxy.close();
    await running.close();
  }
}
