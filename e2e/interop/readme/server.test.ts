import { connect, polling, webSocket } from "@upwire/sdk";
import type { Server } from "@upwire/server";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { once } from "../peers/once.ts";
import { examplesOf, run } from "./example.ts";
import { closing, freePort, until } from "./stand-ins.ts";

const server = await examplesOf("server/README.md");

describe("server/README.md", () => {
  it("shows a room", async () => {
    const port = await freePort();
    const { io } = await run(server[0] ?? "", { instead: { 3000: port }, exports: ["io"] });
    closing(io as Server);
    const [one, two] = [0, 1].map(() =>
      closing(connect(`http://127.0.0.1:${port}`, { transport: webSocket() })).of("/"),
    );
    await until(() => expect([one?.connected, two?.connected]).toEqual([true, true]));
    const said = once((resolve) => two?.on("said", resolve));
    expect(await one?.emitWithAck("say", "hello")).toBe("ok");
    expect(await said).toBe("hello");
  });

  it("shows Fastify's hooks before every transport", async () => {
    const port = await freePort();
    const { app } = await run(server[1] ?? "", { instead: { 3000: port }, exports: ["app"] });
    closing(app as { close(): unknown });
    const extraHeaders = { authorization: "secret" };
    const url = `http://127.0.0.1:${port}`;
    for (const transport of [polling({ extraHeaders }), webSocket({ extraHeaders })]) {
      const guest = closing(connect(url, { transport })).of("/");
      await once((resolve) => guest.on("hello", () => resolve(undefined)));
    }
    for (const transport of [polling(), webSocket()]) {
      const stranger = closing(connect(url, { transport })).of("/");
      expect(await once((resolve) => stranger.on("connect_error", resolve))).toHaveProperty("code");
    }
  });

  it("shows the bare engine", async () => {
    const port = await freePort();
    const { http, engine } = await run(server[2] ?? "", { instead: { 3000: port }, exports: ["http", "engine"] });
    closing(http as { close(): unknown });
    closing(engine as { close(): unknown });
    const socket = new WebSocket(`ws://127.0.0.1:${port}/engine.io/?EIO=4&transport=websocket`);
    closing(socket);
    const echoed = once((resolve) =>
      socket.on("message", (data: Buffer) => data.toString() === "4hi" && resolve(true)),
    );
    await once((resolve) => socket.on("open", resolve));
    socket.send("4hi");
    expect(await echoed).toBe(true);
  });
});
