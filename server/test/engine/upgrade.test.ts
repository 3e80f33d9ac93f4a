import { once } from "node:events";
import type { Session } from "@upwire/server/engine";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { RawWebSocket } from "../raw-web-socket.ts";
import { closeReason, messages, type RunningEngine, runningEngine } from "./running-engine.ts";

/** A poll that has reached the server and hangs there. */
async function hangingPoll(running: RunningEngine, sid: string): Promise<{ answer: Promise<string> }> {
  const arrived = once(running.http, "request");
  const answer = running.poll(sid).then(({ text }) => text);
  await arrived;
  return { answer };
}

async function probe(running: RunningEngine, sid: string, query = "EIO=4"): Promise<RawWebSocket> {
  return running.webSocket(`${query}&sid=${sid}`).opened();
}

function upgraded(session: Session): Promise<void> {
  return new Promise((resolve) => session.once("upgrade", () => resolve()));
}

/** A probe that has been answered. */
async function answeredProbe(running: RunningEngine, sid: string): Promise<RawWebSocket> {
  const ws = await probe(running, sid);
  ws.send("2probe");
  expect(await ws.next()).toBe("3probe");
  return ws;
}

/** Sends the upgrade packet, and waits until the session has moved. */
async function complete(session: Session, ws: RawWebSocket): Promise<void> {
  const done = upgraded(session);
  ws.send("5");
  await done;
}

describe("an upgrade", () => {
  it("frees the hanging poll at once, and every further one until the upgrade packet", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    const { answer } = await hangingPoll(running, sid);
    const ws = await probe(running, sid);
    // From here on no timer runs, so that nothing can be waiting for one.
    vi.useFakeTimers({ toFake: ["setTimeout", "setInterval"] });
    onTestFinished(() => void vi.useRealTimers());
    ws.send("2probe");
    expect(await answer).toBe("6");
    expect(await ws.next()).toBe("3probe");
    for (const _again of [1, 2, 3]) expect((await running.poll(sid)).text).toBe("6");
    await complete(session, ws);
    expect(session.transport.name).toBe("websocket");
    expect(session.upgraded).toBe(true);
  });

  it("carries everything after the upgrade packet over the WebSocket", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    const ws = await answeredProbe(running, sid);
    const received = messages(session, 2);
    ws.send("5");
    ws.send("4one");
    ws.send(Buffer.from("two"));
    expect(await received).toEqual(["one", Buffer.from("two")]);
    session.send("three");
    expect(await ws.next()).toBe("4three");
  });

  it("keeps what is sent meanwhile with polling, and takes along what no poll has fetched", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    session.send("before");
    const ws = await answeredProbe(running, sid);
    session.send("during");
    expect((await running.poll(sid)).text).toBe("4before\x1e4during");
    session.send("late");
    session.send(Buffer.from([1]));
    await complete(session, ws);
    session.send("after");
    expect([await ws.next(), await ws.next(), await ws.next()]).toEqual(["4late", Buffer.from([1]), "4after"]);
  });

  it("tells with upgrading and upgrade which transport it is about", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    const heard: string[] = [];
    session.on("upgrading", (transport) => heard.push(`upgrading to ${transport.name}`));
    session.on("upgrade", (transport) => heard.push(`upgraded to ${transport.name}`));
    const done = upgraded(session);
    const ws = await answeredProbe(running, sid);
    ws.send("5");
    await done;
    expect(heard).toEqual(["upgrading to websocket", "upgraded to websocket"]);
  });

  it("answers a poll that still hangs when the upgrade packet comes", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    const ws = await answeredProbe(running, sid);
    const { answer } = await hangingPoll(running, sid);
    await complete(session, ws);
    expect(await answer).toBe("6");
  });

  it("leaves a POST that was on its way to be heard", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    const received = messages(session, 1);
    const ws = await answeredProbe(running, sid);
    const arrived = once(running.http, "request");
    const socket = running.socket();
    socket.write(
      `POST /engine.io/?EIO=4&transport=polling&sid=${sid} HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n4la`,
    );
    await arrived;
    await complete(session, ws);
    socket.write("te");
    expect(await received).toEqual(["late"]);
  });

  it("answers polls and POSTs that come after it with code 3, and probes with a close", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    const ws = await answeredProbe(running, sid);
    await complete(session, ws);
    const error = new Promise((resolve) => running.engine.once("connection_error", resolve));
    expect(JSON.parse((await running.poll(sid)).text)).toEqual({ code: 3, message: "Bad request" });
    expect(await error).toMatchObject({
      context: { name: "TRANSPORT_MISMATCH", transport: "polling", previousTransport: "websocket" },
    });
    expect((await running.post(sid, "4a")).status).toBe(400);
    await (
      await probe(running, sid)
    ).closed;
    ws.send("4alive");
    expect(await messages(session, 1)).toEqual(["alive"]);
  });
});

describe("an upgrade that fails leaves the session on polling:", () => {
  type Failure = (ws: RawWebSocket) => void | Promise<void>;
  const answered: Failure = async (ws) => {
    ws.send("2probe");
    await ws.next();
  };
  const failures: [string, Failure][] = [
    ["the probe closes before it asks", (ws) => ws.ws.close()],
    ["the probe is cut before it asks", (ws) => ws.ws.terminate()],
    ["the probe sends something else", (ws) => ws.send("4hello")],
    ["the probe sends a ping without the word", (ws) => ws.send("2")],
    ["the probe sends bytes", (ws) => ws.send(Buffer.from([1]))],
    ["the probe sends what is no packet", (ws) => ws.send("x")],
    ["the probe sends the upgrade packet first", (ws) => ws.send("5")],
    ["the probe asks twice", async (ws) => (await answered(ws), ws.send("2probe"))],
    ["a message comes before the upgrade packet", async (ws) => (await answered(ws), ws.send("4early"))],
    ["the probe closes after the answer", async (ws) => (await answered(ws), ws.ws.close())],
    ["the probe is cut after the answer", async (ws) => (await answered(ws), ws.ws.terminate())],
    ["the probe says nothing", () => {}],
    ["the probe says nothing more", answered],
  ];

  it.each(failures)("%s", async (_name, fail) => {
    const running = await runningEngine({ upgradeTimeout: 150 });
    const { sid, session } = await running.openPolling();
    session.send("before");
    const ws = await probe(running, sid);
    await fail(ws);
    await ws.closed;
    await expect.poll(() => running.engine.counters.upgradesFailed).toBe(1);
    session.send("after");
    let text = "";
    while (!text.includes("after")) text += (await running.poll(sid)).text;
    expect(text.replaceAll("6", "").replaceAll("\x1e", "")).toBe("4before4after");
    const received = messages(session, 1);
    await running.post(sid, "4up");
    expect(await received).toEqual(["up"]);
    expect([session.readyState, session.transport.name]).toEqual(["open", "polling"]);
    // Polls hang again, now that no upgrade waits for them, and the next probe has its chance.
    const { answer } = await hangingPoll(running, sid);
    const second = await probe(running, sid);
    second.send("2probe");
    expect(await answer).toBe("6");
    expect(await second.next()).toBe("3probe");
  });

  it("a second probe is closed, and the first goes on", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    const first = await probe(running, sid);
    first.send("2probe");
    expect(await first.next()).toBe("3probe");
    const second = await probe(running, sid);
    await second.closed;
    const done = upgraded(session);
    first.send("5");
    await done;
  });

  it("probes are refused where upgrades are not allowed", async () => {
    const running = await runningEngine({ allowUpgrades: false });
    const { sid, session } = await running.openPolling();
    expect(await running.webSocket(`EIO=4&sid=${sid}`).refusal()).toBe(400);
    expect(session.readyState).toBe("open");
  });

  it("a session that is closed meanwhile ends over the WebSocket, which is where its client listens", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    const ws = await answeredProbe(running, sid);
    session.send("goodbye");
    const reason = closeReason(session);
    session.close();
    expect(session.readyState).toBe("closing");
    ws.send("5");
    expect(await ws.next()).toBe("4goodbye");
    expect(await reason).toBe("forced close");
    await ws.closed;
  });

  it("a session that is closed meanwhile ends by polling when the upgrade fails", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    const ws = await answeredProbe(running, sid);
    const reason = closeReason(session);
    session.close();
    ws.ws.terminate();
    await expect.poll(() => running.engine.counters.upgradesFailed).toBe(1);
    expect((await running.poll(sid)).text).toBe("1");
    expect(await reason).toBe("forced close");
  });

  it("a probe ends with its session", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    const ws = await answeredProbe(running, sid);
    session.close(true);
    await ws.closed;
    expect(running.engine.clientsCount).toBe(0);
  });
});

it("loses, doubles and reorders nothing while twenty sessions upgrade under traffic", async () => {
  const running = await runningEngine();
  const count = 100;
  const one = async (): Promise<void> => {
    const { sid, session } = await running.openPolling();
    const up: unknown[] = [];
    const ended = new Promise<void>((resolve) => {
      session.on("message", (data) => {
        up.push(data);
        if (data === "end") resolve();
      });
    });
    let sent = 0;
    const down: string[] = [];
    const take = (payload: string): void => {
      for (const packet of payload.split("\x1e")) if (packet.startsWith("4")) down.push(packet.slice(1));
    };
    const talk = (): void => {
      for (let burst = 0; burst < 5 && sent < count; burst++) session.send(String(sent++));
      if (sent < count) setImmediate(talk);
    };
    talk();
    let posted = 0;
    const postSome = async (): Promise<void> =>
      void (await running.post(sid, [posted++, posted++].map((value) => `4${value}`).join("\x1e")));
    await postSome();
    const ws = running.webSocket(`EIO=4&sid=${sid}`);
    const polls = (async () => {
      await ws.opened();
      ws.send("2probe");
      const answer = ws.next();
      const known = answer.then(() => "known");
      do take((await running.poll(sid)).text);
      while ((await Promise.race([known, Promise.resolve()])) !== "known");
      await postSome();
    })();
    await polls;
    ws.send("5");
    while (posted < count) ws.send(`4${posted++}`);
    ws.send("4end");
    while (down.length < count) take(String(await ws.next()));
    await ended;
    expect(down).toEqual(Array.from({ length: count }, (_, at) => String(at)));
    expect(up).toEqual([...Array.from({ length: count }, (_, at) => String(at)), "end"]);
  };
  await Promise.all(Array.from({ length: 20 }, one));
});
