import { describe, expect, it } from "vitest";
import { closeReason, messages, runningEngine } from "./running-engine.ts";

describe("heartbeats of Engine.IO 4", () => {
  it("ping the client again and again while it answers", async () => {
    const running = await runningEngine({ pingInterval: 20, pingTimeout: 5_000 });
    const { ws, session } = await running.openWebSocket();
    let beats = 0;
    session.on("heartbeat", () => beats++);
    for (let count = 0; count < 5; count++) {
      expect(await ws.next()).toBe("2");
      const beat = new Promise<void>((resolve) => session.once("heartbeat", () => resolve()));
      ws.send("3");
      await beat;
    }
    expect(beats).toBe(5);
    expect(session.readyState).toBe("open");
  });

  it("end a session that does not answer, over either transport", async () => {
    const running = await runningEngine({ pingInterval: 200, pingTimeout: 100 });
    const { ws, session } = await running.openWebSocket();
    expect(await closeReason(session)).toBe("ping timeout");
    await ws.closed;
    const polling = await running.openPolling();
    const reason = closeReason(polling.session);
    expect((await running.poll(polling.sid)).text).toBe("2");
    expect(await reason).toBe("ping timeout");
    expect(running.engine.clientsCount).toBe(0);
  });

  it("take a client for alive whose large message is still coming in", async () => {
    const running = await runningEngine({ pingInterval: 20, pingTimeout: 100 });
    const { ws, session } = await running.openWebSocket();
    const received = messages(session, 1);
    expect(await ws.next()).toBe("2");
    // One message in fragments that takes three timeouts to arrive, with the pong behind it.
    for (let count = 0; count < 12; count++) {
      ws.ws.send("4", { fin: false });
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    ws.ws.send("4", { fin: true });
    ws.send("3");
    expect(await received).toEqual(["4".repeat(12)]);
    expect(session.readyState).toBe("open");
  });

  it("end a session whose client pings, which is the server's part", async () => {
    const running = await runningEngine();
    const { ws, session } = await running.openWebSocket();
    const reason = closeReason(session);
    ws.send("2");
    expect(await reason).toBe("transport error");
  });

  it("count pongs that nobody asked for and do nothing else", async () => {
    const running = await runningEngine();
    const { ws, session } = await running.openWebSocket();
    const received = messages(session, 1);
    for (let count = 0; count < 1_000; count++) ws.send("3");
    ws.send("4after");
    await received;
    expect(running.engine.counters.unsolicitedPongs).toBe(1_000);
  });

  it("do not blame the peer when our own event loop was blocked", async () => {
    const running = await runningEngine({ pingInterval: 30, pingTimeout: 400 });
    const { ws, session } = await running.openWebSocket();
    expect(await ws.next()).toBe("2");
    const beat = new Promise<void>((resolve) => session.once("heartbeat", () => resolve()));
    ws.send("3");
    // The pong is under way while nobody can read it until long after its time.
    const until = performance.now() + 900;
    while (performance.now() < until);
    await beat;
    expect(session.readyState).toBe("open");
  });

  it("go on over the new transport after an upgrade", async () => {
    const running = await runningEngine({ pingInterval: 40, pingTimeout: 5_000 });
    const { sid, session } = await running.openPolling();
    const ws = await running.webSocket(`EIO=4&sid=${sid}`).opened();
    ws.send("2probe");
    expect(await ws.next()).toBe("3probe");
    ws.send("5");
    expect(await ws.next()).toBe("2");
    const beat = new Promise<void>((resolve) => session.once("heartbeat", () => resolve()));
    ws.send("3");
    await beat;
    expect(await ws.next()).toBe("2");
  });
});

describe("heartbeats of Engine.IO 3", () => {
  it("are the client's to send and ours to answer", async () => {
    const running = await runningEngine({ allowEIO3: true, pingInterval: 60, pingTimeout: 60 });
    const { ws, session } = await running.openWebSocket("EIO=3");
    for (let count = 0; count < 3; count++) {
      ws.send("2");
      expect(await ws.next()).toBe("3");
    }
    const reason = closeReason(session);
    expect(await reason).toBe("ping timeout");
  });

  it("end a session whose client sends a pong", async () => {
    const running = await runningEngine({ allowEIO3: true });
    const { ws, session } = await running.openWebSocket("EIO=3");
    const reason = closeReason(session);
    ws.send("3");
    expect(await reason).toBe("transport error");
  });
});
