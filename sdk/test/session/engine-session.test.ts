import { attach, type Socket } from "engine.io";
import { afterEach, describe, expect, it, vi } from "vitest";
import { polling, Session, upgrade, webSocket } from "../../src/engine.ts";
import { MemoryLink, settled } from "../../src/testing/index.ts";
import { uncaughtDuring } from "../support/uncaught-during.ts";
import { listening } from "../transports/http-server.ts";

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  vi.unstubAllGlobals();
  for (const close of closers.splice(0)) await close();
});

async function echoing(pingInterval = 10_000): Promise<string> {
  const http = await listening();
  const engine = attach(http.server, { pingInterval, pingTimeout: 1_000 });
  engine.on("connection", (socket: Socket) => {
    // What leaves on connection has to survive the upgrade that follows at once.
    for (let number = 0; number < 20; number++) socket.send(`hello ${number}`);
    socket.on("message", (data: string | Buffer) => socket.send(data));
  });
  closers.push(async () => {
    engine.close();
    await http.close();
  });
  return http.url;
}

describe("Session of @upwire/sdk/engine", () => {
  it("loses, doubles and reorders nothing while it upgrades", async () => {
    const session = new Session(await echoing(), { transport: upgrade(polling(), webSocket()) });
    const received: unknown[] = [];
    const sent = Array.from({ length: 500 }, (_, number) => `${number}`);
    const greetings = Array.from({ length: 20 }, (_, number) => `hello ${number}`);
    const all = new Promise<void>((resolve) => {
      session.on("message", (data) => {
        received.push(data);
        if (received.length === sent.length + greetings.length) resolve();
      });
    });
    session.on("open", () => {
      const spread = (at: number): void => {
        for (const data of sent.slice(at, at + 5)) session.send(data);
        if (at + 5 < sent.length) setImmediate(spread, at + 5);
      };
      spread(0);
    });
    await all;
    expect(received.filter((data) => String(data).startsWith("hello"))).toEqual(greetings);
    expect(received.filter((data) => !String(data).startsWith("hello"))).toEqual(sent);
    await vi.waitFor(() => expect(session.transport).toBe("websocket"), { timeout: 15_000 });
    session.close();
  });

  it.each([
    ["polling", polling()],
    ["webSocket", webSocket()],
  ])("idles through heartbeats over %s", async (_, transport) => {
    let beats = 0;
    const session = new Session(await echoing(20), {
      transport,
      inspector: ({ kind }) => void (kind === "heartbeat" && beats++),
    });
    const closed = vi.fn();
    session.on("close", closed);
    await vi.waitFor(() => expect(beats).toBeGreaterThan(10), { timeout: 15_000 });
    expect(closed).not.toHaveBeenCalled();
    session.close();
  });

  it("tells listeners until they stop, and one that throws disturbs nobody", async () => {
    const link = new MemoryLink();
    const session = new Session("http://server", { transport: link.transport });
    const [heard, once] = [vi.fn(), vi.fn()];
    const stop = session.on("message", heard);
    session.once("message", once);
    session.on("message", () => {
      throw new Error("mine");
    });
    const peer = await link.accept();
    const uncaught = await uncaughtDuring(() => {
      peer.handshake({ sid: "abc" });
      peer.message("one");
      peer.message("two");
      stop();
      peer.message("three");
    });
    expect(heard.mock.calls).toEqual([["one"], ["two"]]);
    expect(once).toHaveBeenCalledTimes(1);
    expect(uncaught).toHaveLength(3);
    expect([session.id, session.state, session.transport, session.writable, session.buffered]).toEqual([
      "abc",
      "open",
      "memory",
      true,
      0,
    ]);
    session.close();
    await settled();
    expect(session.state).toBe("closed");
  });

  it("says once that it closed, and that everything left", async () => {
    const session = new Session(await echoing(), { transport: webSocket() });
    const drained = vi.fn();
    session.on("drain", drained);
    session.send("early");
    await new Promise<void>((resolve) => session.once("drain", resolve));
    const closed = new Promise<unknown[]>((resolve) => session.on("close", (...why) => resolve(why)));
    session.close();
    expect(await closed).toEqual(["forced close", undefined]);
    expect(drained).toHaveBeenCalled();
  });
});

describe("page events", () => {
  function page(): Map<string, () => void> {
    const listeners = new Map<string, () => void>();
    vi.stubGlobal("addEventListener", (name: string, listener: () => void) => listeners.set(name, listener));
    vi.stubGlobal(
      "removeEventListener",
      (name: string, listener: () => void) => listeners.get(name) === listener && listeners.delete(name),
    );
    return listeners;
  }

  it("end the session when the network is gone", () => {
    const listeners = page();
    const session = new Session("http://server", { transport: new MemoryLink().transport });
    const closed = vi.fn();
    session.on("close", closed);
    listeners.get("offline")?.();
    expect(closed).toHaveBeenCalledWith("transport close", expect.objectContaining({ code: "OFFLINE" }));
  });

  it("are let go of when the session closes", () => {
    const listeners = page();
    const session = new Session("http://server", { transport: new MemoryLink().transport });
    expect([...listeners.keys()]).toEqual(["offline"]);
    session.close();
    expect(listeners.size).toBe(0);
  });

  it.each(["skipWaiting", "localhost"])(
    "are left alone in a service worker and for a server on this machine: %s",
    (what) => {
      const listeners = page();
      if (what === "skipWaiting") vi.stubGlobal(what, () => {});
      new Session(`http://${what}`, { transport: new MemoryLink().transport });
      expect(listeners.size).toBe(0);
    },
  );
});
