import { expect } from "vitest";
import { FaultProxy } from "../../fixtures/fault-proxy.ts";
import { refuse } from "../../fixtures/fault-proxy/toxics/refuse.ts";
import { Inbox } from "../inbox.ts";
import type { ClientSocket, ServerOptions, ServerSocket } from "../peers/peer.ts";
import { type Scenario, type Stage, connected, disconnected, scenario } from "../stage.ts";

// A server that has lost a polling client learns it only by the missing heartbeat.
const SOON: ServerOptions = { pingInterval: 100, pingTimeout: 300 };

function behindProxy(
  name: string,
  act: (stage: Stage, proxy: FaultProxy) => Promise<void>,
  options?: ServerOptions,
): Scenario {
  return scenario(
    name,
    async (stage) => {
      const proxy = await FaultProxy.start({ target: stage.running.port });
      try {
        await act(stage, proxy);
      } finally {
        await proxy.close();
      }
    },
    options,
  );
}

/**
 * Cuts the link and keeps it cut until the client has noticed and the returned function heals it. A cut alone might find no
 * connection to cut: a polling client has none between two requests.
 */
async function lose(proxy: FaultProxy, ...clients: readonly ClientSocket[]): Promise<() => void> {
  const gone = Promise.all(clients.map(disconnected));
  const heal = proxy.use(refuse());
  proxy.cut();
  await gone;
  return heal;
}

/** How connections end by accident, and what comes back. */
export const reconnections: readonly Scenario[] = [
  behindProxy(
    "tells both sides when the link is cut",
    async (stage, proxy) => {
      const arrived = stage.arrivals("/");
      const link = stage.link({}, proxy.url);
      const client = link.of("/");
      await connected(client);
      await link.settled();
      const server = await arrived.at(0);
      const reasons = Promise.all([disconnected(client), disconnected(server)]);
      proxy.use(refuse());
      proxy.cut();
      const [here, there] = await reasons;
      expect(["transport close", "transport error"]).toContain(here);
      expect(["transport close", "transport error", "ping timeout"]).toContain(there);
    },
    SOON,
  ),

  behindProxy(
    "comes back after the link is cut and delivers what was queued, in order and once",
    async (stage, proxy) => {
      const received = new Inbox<unknown>();
      const serve = (socket: ServerSocket): void => socket.on("queued", received.add);
      const arrived = stage.arrivals("/", serve);
      const chats = stage.arrivals("/chat", serve);
      const link = stage.link({ reconnection: true }, proxy.url);
      const [client, chat] = [link.of("/"), link.of("/chat")];
      const attempts = new Inbox<void>();
      await Promise.all([connected(client), connected(chat)]);
      await link.settled();
      link.onReconnectAttempt(() => attempts.add());
      const heal = await lose(proxy, client, chat);
      const sent = Array.from({ length: 300 }, (_, index) => index);
      for (const index of sent.slice(0, 150)) client.emit("queued", index);
      await attempts.filled(3);
      for (const index of sent.slice(150)) client.emit("queued", index);
      chat.emit("queued", "in the other namespace");
      heal();
      await Promise.all([arrived.at(1), chats.at(1)]);
      await Promise.all([client.request("sync"), chat.request("sync")]);
      expect(received.items.filter((item) => typeof item === "number")).toEqual(sent);
      expect(received.items.filter((item) => typeof item === "string")).toEqual(["in the other namespace"]);
    },
  ),

  behindProxy("answers after it came back what was asked while it was away", async (stage, proxy) => {
    const arrived = stage.arrivals("/");
    const link = stage.link({ reconnection: true }, proxy.url);
    const client = link.of("/");
    await connected(client);
    await link.settled();
    const heal = await lose(proxy, client);
    const answered = client.request("sync");
    heal();
    await answered;
    expect(arrived.items.length).toBe(2);
    expect(client.id).toBe(arrived.items[1]?.id);
  }),

  behindProxy("hears on the new connection what the server sends there", async (stage, proxy) => {
    stage.arrivals("/", (socket) => {
      for (let index = 0; index < 50; index += 1) socket.emit("welcome", index);
    });
    const link = stage.link({ reconnection: true }, proxy.url);
    const client = link.of("/");
    const heard = new Inbox<unknown>();
    client.on("welcome", heard.add);
    await connected(client);
    await heard.filled(50);
    await link.settled();
    const heal = await lose(proxy, client);
    heal();
    await heard.filled(100);
    await client.request("sync");
    const once = Array.from({ length: 50 }, (_, index) => index);
    expect(heard.items).toEqual([...once, ...once]);
  }),
];
