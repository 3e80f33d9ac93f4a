import { describe, expect, it } from "vitest";
import { hostileGround } from "./ground.ts";

const ground = hostileGround();
const EVENT = '42["echo",1]';

describe("row 53: a packet of no known type", () => {
  const unknown = ["7", "9", "x", "€", "😀", "", "-1", " 4", "\0", '7["echo",1]', "b!"];

  it.each(unknown)("row 53: ends a WebSocket with a parse error: %j", async (packet) => {
    const target = await ground.serve();
    const raw = await target.joinedWebSocket();
    raw.send(packet, EVENT);
    await raw.closed;
    await target.reaches({ closings: ["parse error"], heard: [], held: { sessions: 1 } });
  });

  it.each(unknown)(
    "row 53: ends a polling session with a parse error, and what follows it does not count: %j",
    async (packet) => {
      const target = await ground.serve();
      const session = await target.joinedPolling();
      expect((await session.post(`${packet}\x1e${EVENT}`)).status).toBe(400);
      await target.reaches({ closings: ["parse error"], heard: [], held: { sessions: 1 } });
    },
  );

  it.each(["websocket", "polling"])("row 53: leaves a trace even where nothing was joined (%s)", async (transport) => {
    const target = await ground.serve();
    if (transport === "polling") expect((await (await target.polling()).post("9")).status).toBe(400);
    else (await target.openWebSocket()).send("9");
    await target.forgets();
  });

  it("row 53: is every first byte but 4 in a binary frame of Engine.IO 3", async () => {
    const target = await ground.serve({ io: { allowEIO3: true } });
    const raw = await target.openWebSocket("EIO=3");
    raw.send(Buffer.of(7, 1, 2, 3));
    await raw.closed;
    await target.reaches({ closings: ["parse error"] });
  });
});

describe("row 54: a packet that only servers send, or out of place", () => {
  it.each([
    "0{}",
    '0{"sid":"stolen","upgrades":[],"pingInterval":1,"pingTimeout":1}',
    "0",
    "6",
    "5",
    "5probe",
    "6noop",
  ])("row 54: %s is ignored over both transports", async (packet) => {
    const target = await ground.serve({ trace: "harmless" });
    const raw = await target.joinedWebSocket();
    raw.send(packet, EVENT);
    expect(await raw.next()).toBe(EVENT);
    const session = await target.joinedPolling();
    expect((await session.post(packet)).status).toBe(200);
    expect(await session.works()).toBe(true);
  });

  it.each(["2", "2probe"])("row 54: %s ends a session of Engine.IO 4, in which the server pings", async (packet) => {
    const target = await ground.serve();
    const raw = await target.joinedWebSocket();
    raw.send(packet, EVENT);
    await raw.closed;
    await target.reaches({ closings: ["transport error"], heard: [], held: { sessions: 1 } });
    const session = await target.joinedPolling();
    await session.post(`${packet}\x1e${EVENT}`);
    await target.reaches({ closings: ["transport error", "transport error"], heard: [], held: { sessions: 1 } });
  });
});

describe("row 55: pongs that nobody asked for", () => {
  it("row 55: are counted one by one, and events among them are heard", async () => {
    const target = await ground.serve();
    const raw = await target.joinedWebSocket();
    for (let count = 0; count < 50_000; count++) raw.send("3");
    raw.send(EVENT);
    expect(await raw.next()).toBe(EVENT);
    const { counters, held } = await target.report();
    expect(counters.unsolicitedPongs).toBe(50_000);
    expect(held.resources["Timeout"]).toBe(1);
  });

  it("row 55: do not keep a session alive that owes another", async () => {
    const target = await ground.serve({ io: { pingInterval: 400, pingTimeout: 1_000 } });
    const raw = await target.joinedWebSocket();
    raw.send("3", "3", "3");
    expect(await raw.next()).toBe("2");
    await raw.closed;
    await target.reaches({ closings: ["ping timeout"], counters: { unsolicitedPongs: 3 } });
  });
});

describe("row 56: a pong", () => {
  const io = { pingInterval: 400, pingTimeout: 1_000 };

  it("row 56: that comes after its time finds the session gone, once and for one reason", async () => {
    const target = await ground.serve({ io });
    const session = await target.joinedPolling();
    expect((await session.poll()).body).toBe("2");
    await target.reaches({ closings: ["ping timeout"], held: { sessions: 1 } });
    expect((await session.post("3")).status).toBe(400);
    expect((await target.report()).closings).toEqual(["ping timeout"]);
  });

  it("row 56: in the last moment, while the close frame is on its way, changes nothing", async () => {
    const target = await ground.serve({ io });
    const raw = await target.joinedWebSocket();
    expect(await raw.next()).toBe("2");
    raw.ws.once("close", () => raw.ws.terminate());
    await target.reaches({ closings: ["ping timeout"] });
    // What arrives from here on is late, wherever the connection is in closing.
    if (raw.ws.readyState === raw.ws.OPEN) raw.send("3", EVENT);
    await raw.closed;
    expect(await target.report()).toMatchObject({ closings: ["ping timeout"], heard: [] });
  });

  it("row 56: in time keeps a session through many pings", async () => {
    const target = await ground.serve({ trace: "harmless", io: { pingInterval: 20, pingTimeout: 10_000 } });
    const raw = await target.joinedWebSocket();
    for (let beat = 0; beat < 10; beat++) {
      expect(await raw.next()).toBe("2");
      raw.send("3");
    }
    raw.send(EVENT);
    const heard = [await raw.next(), await raw.next()];
    expect(heard).toContain(EVENT);
  });

  it("row 56: swapped with a ping ends a session of Engine.IO 4", async () => {
    const target = await ground.serve({ io });
    const raw = await target.joinedWebSocket();
    expect(await raw.next()).toBe("2");
    raw.send("2");
    await raw.closed;
    await target.reaches({ closings: ["transport error"] });
  });

  it("row 56: swapped with a ping ends a session of Engine.IO 3, in which the client pings", async () => {
    const target = await ground.serve({ io: { allowEIO3: true } });
    const raw = await target.openWebSocket("EIO=3");
    expect(await raw.next()).toBe("40");
    raw.send("2probe");
    expect(await raw.next()).toBe("3");
    raw.send("3");
    await raw.closed;
    await target.reaches({ closings: ["transport error"] });
  });
});
