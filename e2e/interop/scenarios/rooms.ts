import { expect } from "vitest";
import { Inbox } from "../inbox.ts";
import type { ClientSocket, ServerNamespace, ServerSocket } from "../peers/peer.ts";
import { type Scenario, type Stage, connected, scenario } from "../stage.ts";

interface Member {
  readonly client: ClientSocket;
  readonly server: ServerSocket;
  readonly heard: unknown[];
}

/** Connects clients one by one, so that each is known with its server's end. */
async function members(stage: Stage, count: number): Promise<readonly Member[]> {
  const arrived = stage.arrivals("/");
  const joined: Member[] = [];
  for (let index = 0; index < count; index += 1) {
    const client = stage.link().of("/");
    const heard = new Inbox<unknown>();
    client.on("news", heard.add);
    await connected(client);
    joined.push({ client, server: await arrived.at(index), heard: heard.items });
  }
  return joined;
}

/** What each member has heard so far, once everything on its way has arrived. */
async function heardBy(all: readonly Member[]): Promise<readonly unknown[][]> {
  await Promise.all(all.map(({ client }) => client.request("sync")));
  return all.map(({ heard }) => heard.splice(0));
}

async function threeRooms(stage: Stage): Promise<{ all: readonly Member[]; io: ServerNamespace }> {
  const all = await members(stage, 3);
  const rooms = [["a"], ["a", "b"], ["b", "c"]];
  await Promise.all(all.flatMap(({ server }, index) => (rooms[index] ?? []).map((room) => server.join(room))));
  return { all, io: stage.running.of("/") };
}

/** What rooms do. */
export const rooms: readonly Scenario[] = [
  scenario("sends to rooms, once to each socket", async (stage) => {
    const { all, io } = await threeRooms(stage);
    io.emitTo(["a"], [], "news", "to a");
    io.emitTo(["c"], [], "news", Buffer.from("c"));
    io.emitTo(["a", "b"], [], "news", "to a or b");
    io.emitTo(["nobody"], [], "news", "to nobody");
    io.emitTo([], [], "news", "to all");
    expect(await heardBy(all)).toEqual([
      ["to a", "to a or b", "to all"],
      ["to a", "to a or b", "to all"],
      [Buffer.from("c"), "to a or b", "to all"],
    ]);
  }),

  scenario("sends to a socket by its id", async (stage) => {
    const { all, io } = await threeRooms(stage);
    for (const { client, server } of all) expect(client.id).toBe(server.id);
    io.emitTo([String(all[1]?.client.id)], [], "news", "to the second");
    expect(await heardBy(all)).toEqual([[], ["to the second"], []]);
  }),

  scenario("leaves out whoever left the room", async (stage) => {
    const { all, io } = await threeRooms(stage);
    await all[0]?.server.leave("a");
    io.emitTo(["a"], [], "news", "after leaving");
    await all[0]?.server.join("a");
    io.emitTo(["a"], [], "news", "after joining");
    expect(await heardBy(all)).toEqual([["after joining"], ["after leaving", "after joining"], []]);
  }),

  scenario("leaves out whoever disconnected", async (stage) => {
    const { all, io } = await threeRooms(stage);
    const [first, second, third] = all;
    if (first === undefined || second === undefined || third === undefined) throw new Error("three members expected");
    const left = new Promise<string>((resolve) => second.server.onDisconnect(resolve));
    second.client.disconnect();
    await left;
    io.emitTo(["a", "b"], [], "news", "without the second");
    expect(await heardBy([first, third])).toEqual([["without the second"], ["without the second"]]);
    expect(second.heard).toEqual([]);
  }),

  scenario("leaves the sender out of its own broadcast", async (stage) => {
    const { all } = await threeRooms(stage);
    all[1]?.server.broadcast([], "news", "to the others");
    all[1]?.server.broadcast(["a"], "news", "to others in a");
    all[2]?.server.broadcast(["a", "b"], "news", "to others in a or b");
    expect(await heardBy(all)).toEqual([
      ["to the others", "to others in a", "to others in a or b"],
      ["to others in a or b"],
      ["to the others"],
    ]);
  }),

  scenario("leaves out the rooms named in except", async (stage) => {
    const { all, io } = await threeRooms(stage);
    io.emitTo(["a"], ["b"], "news", "a without b");
    io.emitTo([], ["c"], "news", "all without c");
    io.emitTo([], ["a", "c"], "news", "nobody");
    io.emitTo(["a", "b"], [String(all[0]?.server.id)], "news", "without the first");
    expect(await heardBy(all)).toEqual([
      ["a without b", "all without c"],
      ["all without c", "without the first"],
      ["without the first"],
    ]);
  }),
];
