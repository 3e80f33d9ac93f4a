import type { Client, Socket } from "@upwire/sdk";
import { Server } from "@upwire/server";
import { afterEach, describe, expect, it, vi } from "vitest";
import { once } from "../peers/once.ts";
import { examplesOf, run } from "./example.ts";
import { backend, closing, freePort } from "./stand-ins.ts";

const root = await examplesOf("README.md");

afterEach(() => void vi.restoreAllMocks());

describe("README.md", () => {
  it("shows a server and a client that get an answer from each other", async () => {
    const port = await freePort();
    const log = vi.spyOn(console, "log").mockReturnValue();
    const { io } = await run(root[0] ?? "", { instead: { 3000: port }, exports: ["io"] });
    closing(io as Server);
    const { socket } = await run(root[1] ?? "", { instead: { 3000: port }, exports: ["socket"] });
    closing(socket as Socket);
    expect(log).toHaveBeenCalledExactlyOnceWith({ hello: "world" });
  });

  it("shows a client made of parts", async () => {
    const { io, url } = await backend();
    io.of("/chat").on("connection", (socket) => {
      socket.on("save", (draft: string, done: (id: number) => void) => done(draft.length));
      socket.emit("message", "welcome");
    });
    const show = vi.fn<(text: string) => void>();
    const example = await run(root[2] ?? "", {
      instead: { "https://example.com": url },
      given: { show, draft: "draft", token: "secret" },
      exports: ["client", "reply"],
    });
    closing(example["client"] as Client);
    expect(example["reply"]).toBe(5);
    expect(show).toHaveBeenCalledExactlyOnceWith("welcome");
  });

  it("shows both sides of the older generation", async () => {
    const port = await freePort();
    const made = once<Server>((resolve) =>
      run(root[4] ?? "", {
        instead: { 3000: port },
        given: {
          Server: class extends Server {
            constructor(...options: ConstructorParameters<typeof Server>) {
              super(...options);
              resolve(this);
            }
          },
        },
      }),
    );
    const io = closing(await made);
    const arrived = once<{ conn: { protocol: number } }>((resolve) => io.on("connection", resolve));
    const { socket } = await run(root[3] ?? "", {
      instead: { "https://old.example.com": `http://127.0.0.1:${port}` },
      exports: ["socket"],
    });
    closing(socket as Socket);
    expect((await arrived).conn.protocol).toBe(3);
  });
});
