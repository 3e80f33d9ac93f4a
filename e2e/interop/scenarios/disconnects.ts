import { expect } from "vitest";
import { type Scenario, type Stage, connected, disconnected, scenario } from "../stage.ts";
import type { ClientLink, ClientSocket, ServerSocket } from "../peers/peer.ts";

interface TwoNamespaces {
  readonly link: ClientLink;
  readonly main: ClientSocket;
  readonly chat: ClientSocket;
  readonly mainEnd: ServerSocket;
  readonly chatEnd: ServerSocket;
}

async function twoNamespaces(stage: Stage): Promise<TwoNamespaces> {
  const [mains, chats] = [stage.arrivals("/"), stage.arrivals("/chat")];
  // A server's disconnection must not be followed by a reconnection, so this client would reconnect if it wrongly could.
  const link = stage.link({ reconnection: true });
  const [main, chat] = [link.of("/"), link.of("/chat")];
  await Promise.all([connected(main), connected(chat)]);
  return { link, main, chat, mainEnd: await mains.at(0), chatEnd: await chats.at(0) };
}

/** How connections end on purpose, and what each side is told. */
export const disconnects: readonly Scenario[] = [
  scenario("ends one namespace when the server disconnects it", async (stage) => {
    const { main, chat, chatEnd } = await twoNamespaces(stage);
    const reasons = Promise.all([disconnected(chat), disconnected(chatEnd)]);
    chatEnd.disconnect(false);
    expect(await reasons).toEqual(["io server disconnect", "server namespace disconnect"]);
    await main.request("sync");
    expect([main.connected, chat.connected, chatEnd.connected]).toEqual([true, false, false]);
  }),

  scenario("delivers what was sent just before the server disconnects", async (stage) => {
    const { chat, chatEnd } = await twoNamespaces(stage);
    const heard: unknown[] = [];
    chat.on("last words", (...values) => heard.push(...values));
    const gone = disconnected(chat);
    for (let index = 0; index < 50; index += 1) chatEnd.emit("last words", index);
    chatEnd.disconnect(false);
    await gone;
    expect(heard).toEqual(Array.from({ length: 50 }, (_, index) => index));
  }),

  scenario("ends every namespace when the server closes the link", async (stage) => {
    const { link, main, chat, mainEnd, chatEnd } = await twoNamespaces(stage);
    await link.settled();
    const reasons = Promise.all([main, chat, mainEnd, chatEnd].map(disconnected));
    chatEnd.disconnect(true);
    const ours = "io server disconnect";
    const theirs = "server namespace disconnect";
    expect(await reasons).toEqual([ours, ours, theirs, theirs]);
  }),

  scenario("connects again by hand after the server disconnected it", async (stage) => {
    const { link, main, mainEnd } = await twoNamespaces(stage);
    await link.settled();
    const gone = disconnected(main);
    mainEnd.disconnect(true);
    await gone;
    const back = new Promise<void>((resolve) => main.onConnect(resolve));
    main.connect();
    await back;
    await main.request("sync");
  }),

  scenario("tells both sides when the client leaves one namespace", async (stage) => {
    const { main, chat, chatEnd } = await twoNamespaces(stage);
    const reasons = Promise.all([disconnected(chat), disconnected(chatEnd)]);
    chat.disconnect();
    expect(await reasons).toEqual(["io client disconnect", "client namespace disconnect"]);
    await main.request("sync");
    expect(main.connected).toBe(true);
  }),

  scenario("tells both sides when the client leaves its last namespace", async (stage) => {
    const { client, server } = await stage.pair();
    const reasons = Promise.all([disconnected(client), disconnected(server)]);
    client.disconnect();
    expect(await reasons).toEqual(["io client disconnect", "client namespace disconnect"]);
  }),

  scenario("hears the last words of a client that leaves", async (stage) => {
    const { client, server } = await stage.pair();
    const heard: unknown[] = [];
    server.on("last words", (value) => heard.push(value));
    const gone = disconnected(server);
    for (let index = 0; index < 50; index += 1) client.emit("last words", index);
    client.disconnect();
    await gone;
    expect(heard).toEqual(Array.from({ length: 50 }, (_, index) => index));
  }),

  scenario("tells both sides when the client closes its engine", async (stage) => {
    const { link, client, server } = await stage.pair();
    await link.settled();
    const reasons = Promise.all([disconnected(client), disconnected(server)]);
    link.breakOff();
    expect(await reasons).toEqual(["forced close", "transport close"]);
  }),

  scenario("tells the client when the server shuts down", async (stage) => {
    const { link, client } = await stage.pair();
    await link.settled();
    const reason = disconnected(client);
    await stage.running.close();
    expect(["transport close", "io server disconnect", "transport error"]).toContain(await reason);
  }),
];
