import { expect } from "vitest";
import { Inbox } from "../inbox.ts";
import { type Scenario, answer, connected, refused, scenario } from "../stage.ts";

/** What namespaces and their middlewares do. */
export const namespaces: readonly Scenario[] = [
  scenario("keeps the events of static namespaces on one link apart", async (stage) => {
    const names = ["/", "/chat", "/a/deep/path"];
    for (const name of names)
      stage.arrivals(name, (socket) => socket.on("where", (reply) => answer(reply, socket.namespace)));
    const link = stage.link();
    const clients = names.map((name) => link.of(name));
    await Promise.all(clients.map(connected));
    const answers = await Promise.all(clients.map((client) => client.request("where")));
    expect(answers).toEqual(names.map((name) => [name]));
  }),

  scenario("opens a dynamic namespace for each name that matches", async (stage) => {
    const arrived = stage.arrivals(/^\/room-\d+$/, (socket) =>
      socket.on("where", (reply) => answer(reply, socket.namespace)),
    );
    const link = stage.link();
    const [one, two] = [link.of("/room-1"), link.of("/room-22")];
    await Promise.all([connected(one), connected(two)]);
    expect(await one.request("where")).toEqual(["/room-1"]);
    expect(await two.request("where")).toEqual(["/room-22"]);
    expect((await arrived.filled(2)).map((socket) => socket.namespace).sort()).toEqual(["/room-1", "/room-22"]);
  }),

  scenario("sends to one dynamic namespace without reaching another", async (stage) => {
    const arrived = stage.arrivals(/^\/room-\d+$/);
    const link = stage.link();
    const clients = [link.of("/room-1"), link.of("/room-2")];
    const heard = clients.map((client) => {
      const inbox = new Inbox<unknown>();
      client.on("news", inbox.add);
      return inbox;
    });
    await Promise.all(clients.map(connected));
    await arrived.filled(2);
    stage.running.of("/room-1").emitTo([], [], "news", "for one");
    await Promise.all(clients.map((client) => client.request("sync")));
    expect(heard.map(({ items }) => items)).toEqual([["for one"], []]);
  }),

  scenario("refuses an unknown namespace and leaves its neighbours alone", async (stage) => {
    stage.arrivals("/");
    stage.arrivals(/^\/room-\d+$/);
    const link = stage.link();
    const main = link.of("/");
    await connected(main);
    for (const unknown of ["/unknown", "/room-x", "/__proto__"]) {
      const refusal = await refused(link.of(unknown));
      expect(refusal.message).toBe("Invalid namespace");
    }
    await main.request("sync");
    expect(main.connected).toBe(true);
  }),

  scenario("refuses by middleware with a message", async (stage) => {
    stage.arrivals("/guarded");
    stage.running.of("/guarded").guard(() => ({ message: "not you 😀", data: undefined }));
    const refusal = await refused(stage.link().of("/guarded"));
    expect(refusal).toEqual({ message: "not you 😀", data: undefined });
  }),

  scenario("refuses by middleware with data", async (stage) => {
    const arrived = stage.arrivals("/guarded");
    stage.arrivals("/");
    const data = { code: 0, detail: ["😀", { nested: null }] };
    stage.running.of("/guarded").guard(() => ({ message: "not you", data }));
    const link = stage.link();
    const main = link.of("/");
    await connected(main);
    const refusal = await refused(link.of("/guarded"));
    expect(refusal.data).toEqual(data);
    await main.request("sync");
    expect(arrived.items).toEqual([]);
  }),

  scenario("refuses by middleware with message and data at once", async (stage) => {
    stage.arrivals("/guarded");
    stage.running.of("/guarded").guard(() => ({ message: "not you", data: { code: 7 } }));
    expect(await refused(stage.link().of("/guarded"))).toEqual({ message: "not you", data: { code: 7 } });
  }),

  scenario("lets a middleware through by what the client authenticates with", async (stage) => {
    const judge = ({ auth }: { readonly auth: unknown }): boolean => JSON.stringify(auth) === '{"token":"𝄞"}';
    const arrived = stage.arrivals("/guarded");
    stage.running.of("/guarded").guard((socket) => (judge(socket) ? undefined : { message: "no", data: undefined }));
    await connected(stage.link().of("/guarded", { token: "𝄞" }));
    expect((await arrived.at(0)).auth).toEqual({ token: "𝄞" });
    expect((await refused(stage.link().of("/guarded", { token: "x" }))).message).toBe("no");
  }),

  scenario("shows the server the query of the handshake", async (stage) => {
    const arrived = stage.arrivals("/");
    await connected(stage.link({ query: { room: "a & b=😀" } }).of("/"));
    expect((await arrived.at(0)).query["room"]).toBe("a & b=😀");
  }),

  scenario("connects a namespace again after leaving it on a living link", async (stage) => {
    const arrived = stage.arrivals("/chat");
    stage.arrivals("/");
    const link = stage.link();
    const [main, chat] = [link.of("/"), link.of("/chat")];
    await Promise.all([connected(main), connected(chat)]);
    chat.disconnect();
    await main.request("sync");
    const again = new Promise<void>((resolve) => chat.onConnect(resolve));
    chat.connect();
    await again;
    await chat.request("sync");
    expect(arrived.items.length).toBe(2);
  }),
];
