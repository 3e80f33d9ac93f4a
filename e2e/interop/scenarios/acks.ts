import { expect } from "vitest";
import { plain } from "../plain.ts";
import { type Pair, type Scenario, answer, scenario } from "../stage.ts";
import type { PeerSocket } from "../peers/peer.ts";

async function answersOutOfOrder(asking: PeerSocket, answering: PeerSocket): Promise<void> {
  const held: (() => void)[] = [];
  answering.on("question", (index, reply) => {
    held.unshift(() => answer(reply, index, { index }, [`answer ${String(index)} 😀`]));
    if (held.length === 20) for (const release of held) release();
  });
  const asked = Array.from({ length: 20 }, (_, index) => index);
  const answers = await Promise.all(asked.map((index) => asking.request("question", index)));
  expect(answers).toEqual(asked.map((index) => [index, { index }, [`answer ${index} 😀`]]));
}

async function answersWithBinaries(asking: PeerSocket, answering: PeerSocket): Promise<void> {
  answering.on("binary question", (bytes, reply) => answer(reply, bytes, { nested: [bytes, Buffer.alloc(0)] }, "text"));
  const bytes = Buffer.from([0, 30, 255, 4]);
  const answered = await asking.request("binary question", bytes);
  expect(plain(answered)).toEqual(plain([bytes, { nested: [bytes, Buffer.alloc(0)] }, "text"]));
}

async function timesOut(asking: PeerSocket, answering: PeerSocket): Promise<void> {
  answering.on("never", () => undefined);
  answering.on("always", (reply) => answer(reply, "in time"));
  await expect(asking.requestWithin(50, "never", 1)).rejects.toThrow("operation has timed out");
  expect(await asking.requestWithin(5_000, "always")).toEqual(["in time"]);
}

async function resolves(asking: PeerSocket, answering: PeerSocket): Promise<void> {
  answering.on("promise", (value, reply) => answer(reply, value));
  expect(await asking.emitWithAck("promise", { a: ["😀"] })).toEqual({ a: ["😀"] });
}

type Act = (asking: PeerSocket, answering: PeerSocket) => Promise<void>;

async function bothWays({ client, server }: Pair, act: Act): Promise<void> {
  await act(client, server);
  await act(server, client);
}

/** One scenario for each side that asks, since some peers cannot do it on one of them. */
function eachSide(name: (side: "client" | "server") => string, act: Act): readonly Scenario[] {
  return [
    scenario(name("client"), async (stage) => {
      const { client, server } = await stage.pair();
      await act(client, server);
    }),
    scenario(name("server"), async (stage) => {
      const { client, server } = await stage.pair();
      await act(server, client);
    }),
  ];
}

/** What acknowledgements do. */
export const acks: readonly Scenario[] = [
  scenario("acknowledges out of order with many values both ways", async (stage) => {
    await bothWays(await stage.pair(), answersOutOfOrder);
  }),

  scenario("acknowledges with binaries both ways", async (stage) => {
    const pair = await stage.pair();
    await bothWays(pair, answersWithBinaries);
    await pair.link.settled();
    await bothWays(pair, answersWithBinaries);
  }),

  ...eachSide((side) => `times out the ${side}'s wait for an ack`, timesOut),
  ...eachSide((side) => `resolves the ${side}'s emitWithAck`, resolves),
];
