import { afterEach, describe, expect, it, vi } from "vitest";
import { backoff, type Client, connect, inspect, polling, upgrade, webSocket } from "../../src/index.ts";
import { type OfficialServer, officialServer } from "../support/official-server.ts";

const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function start(): Promise<OfficialServer> {
  const server = await officialServer(4);
  cleanUps.push(() => server.close());
  return server;
}

function closing(client: Client): Client {
  cleanUps.push(() => client.close());
  return client;
}

const compositions = {
  webSocket: (url: string) => connect(url, { transport: webSocket() }),
  "upgrade and backoff": (url: string) =>
    connect(url, { transport: upgrade(polling(), webSocket()), reconnect: backoff({ min: 20, max: 50 }) }),
};

describe.each(Object.entries(compositions))("connect with %s against an official server", (_, compose) => {
  it("exchanges events, binary and acknowledgements both ways", async () => {
    const { io, url } = await start();
    const answers: unknown[] = [];
    io.of("/chat").on("connection", (peer) => {
      peer.on("echo", (value, reply) => reply(value));
      peer.emit("ask", "who", (answer: unknown) => answers.push(answer));
    });
    const client = closing(compose(url));
    const chat = client.of("/chat");
    chat.on("ask", (question, reply) => reply(`${question}?`));
    const value = { text: "\u{1f984}", list: [1, null], bytes: Uint8Array.of(1, 2, 3).buffer };
    expect(await chat.emitWithAck("echo", value)).toEqual(value);
    await vi.waitFor(() => expect(answers).toEqual(["who?"]), { timeout: 15_000 });
  });

  it("hears a refusal with its data, and of the server's disconnect", async () => {
    const { io, url } = await start();
    io.of("/closed").use((_peer, next) => next(Object.assign(new Error("not you"), { data: { why: 1 } })));
    io.of("/open").on("connection", (peer) => peer.disconnect());
    const client = closing(compose(url));
    const refusals: unknown[] = [];
    const reasons: unknown[] = [];
    client.of("/closed").on("connect_error", ({ code, message, data }) => refusals.push([code, message, data]));
    client.of("/open").on("disconnect", (reason) => reasons.push(reason));
    await vi.waitFor(() => expect(refusals).toEqual([["CONNECT_REFUSED", "not you", { why: 1 }]]), { timeout: 15_000 });
    await vi.waitFor(() => expect(reasons).toEqual(["io server disconnect"]), { timeout: 15_000 });
  });
});

it("connect with upgrade and backoff comes back after a cut, over WebSocket, with what was emitted meanwhile", async () => {
  const { io, url } = await start();
  const heard: unknown[] = [];
  io.on("connection", (peer) => peer.on("note", (note) => heard.push(note)));
  const client = closing(compositions["upgrade and backoff"](url));
  const moved = new Promise<void>((resolve) => {
    inspect(client, (event) => event.kind === "upgrade" && event.step === "confirmed" && resolve());
  });
  const socket = client.of();
  await moved;
  const lost = new Promise((resolve) => socket.once("disconnect", resolve));
  io.engine.close();
  await lost;
  socket.emit("note", "kept");
  await vi.waitFor(() => expect(heard).toEqual(["kept"]), { timeout: 15_000 });
});
