import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { UPGRADE_HEADERS } from "../upgrade-headers.ts";
import type { DoorName } from "./doors.ts";
import { hostileGround } from "./ground.ts";
import { sidOf } from "./polling-attacker.ts";
import type { Target } from "./target.ts";

const ground = hostileGround();
const HANDSHAKE = "EIO=4&transport=polling";

/** Sends `text` one byte at a time, far faster than any limit under test, until the connection ends. */
function trickle(connection: ReturnType<Target["http"]>, text: string): Promise<void> {
  let at = 0;
  const timer = setInterval(() => {
    if (at < text.length) connection.write(text.charAt(at++));
  }, 5);
  return connection.closed.finally(() => clearInterval(timer));
}

describe("row 11: a slow loris", () => {
  it("row 11: that never ends its headers is cut at the timeout of the HTTP server", async () => {
    const http = { headersTimeout: 150, requestTimeout: 300, connectionsCheckingInterval: 20 };
    const target = await ground.serve({ trace: "unseen", http });
    const connection = target.http().write(`GET /socket.io/?${HANDSHAKE} HTTP/1.1\r\n`);
    const answer = connection.next();
    await trickle(connection, `X-Slow: ${"y".repeat(10_000)}`);
    expect((await answer).status).toBe(408);
  });

  it("row 11: that never ends a body is answered 408, and its session ends", async () => {
    const target = await ground.serve({ io: { bodyTimeout: 100 } });
    const session = await target.joinedPolling();
    const connection = session.beginPost({ "Content-Length": "10000", Connection: "close" });
    const answer = connection.next();
    const trickled = trickle(connection, '42["echo",1]\x1e'.repeat(700));
    expect((await answer).status).toBe(408);
    await target.reaches({ closings: ["transport error"], heard: [] });
    connection.socket.destroy();
    await trickled;
  });
});

describe("row 12: silence after the handshake", () => {
  it(
    "row 12: costs at most 6 KB for each of 10 000 polling sessions that never poll",
    { timeout: 60_000 },
    async () => {
      const target = await ground.serve({ trace: "harmless" });
      const before = (await target.weigh()).heapUsed;
      const sids = await target.pollingSessions(10_000);
      const { held, heapUsed } = await target.weigh();
      expect(held.sessions).toBe(10_001);
      expect((heapUsed - before) / 10_000).toBeLessThan(6_144);
      const headers = { "Content-Type": "text/plain" };
      await target.pipeline(
        sids.map((sid) => ({ query: `${HANDSHAKE}&sid=${sid}`, method: "POST", headers, body: "1" })),
      );
    },
  );

  it("row 12: ends polling sessions and WebSockets alike when the time to join is up", async () => {
    const target = await ground.serve({ io: { connectTimeout: 300 } });
    const polling = target.pollingSessions(200);
    const webSockets = await Promise.all(Array.from({ length: 200 }, () => target.openWebSocket()));
    await polling;
    await Promise.all(webSockets.map(({ closed }) => closed));
    await target.forgets();
    const { logs } = await target.report();
    expect(logs).toHaveLength(400);
    expect(new Set(logs.map(({ code }) => code))).toEqual(new Set(["CONNECT_OVERDUE"]));
  });
});

describe("row 13: old query keys", () => {
  it.each(["j=0", "j=", "j=__proto__"])("row 13: %s asks for JSONP, which there is none of", async (key) => {
    const target = await ground.serve();
    const { status, body } = await target.ask(`${HANDSHAKE}&${key}`);
    expect(status).toBe(400);
    expect(JSON.parse(body)).toEqual({ code: 3, message: "Bad request" });
    await target.reaches({ refusals: [{ code: 3, name: "JSONP_UNSUPPORTED" }] });
  });

  it.each(["b64=1", "", "t=", "t=1&t=2"])("row 13: %j changes nothing", async (key) => {
    const target = await ground.serve({ trace: "harmless" });
    const session = await target.polling(`EIO=4&${key}`);
    await session.join();
    expect(await session.works()).toBe(true);
  });
});

describe("row 14: a path", () => {
  it.each([
    "//socket.io//?",
    "/Socket.IO/?",
    "/socket.io?",
    "/socket.iox/?",
    "/./socket.io/?",
    "/../socket.io/?",
    "/%73ocket.io/?",
    "http://evil.example/socket.io/?",
  ])("row 14: that is not the prefix letter by letter is not found: %s", async (path) => {
    const target = await ground.serve({ trace: "unseen" });
    expect((await target.ask(path + HANDSHAKE)).status).toBe(404);
    expect((await target.report()).held.sessions).toBe(1);
  });

  it.each([
    "..%2fpackage.json",
    "../../package.json",
    "../index.js",
    "socket.io.js/../../package.json",
    "evil.js",
    "..js",
    "socket.io.js%00.map",
  ])("row 14: below the prefix reads no file but the client's: %s", async (path) => {
    const target = await ground.serve({ trace: "unseen" });
    const { status, body } = await target.ask(`/socket.io/${path}`);
    expect([400, 404]).toContain(status);
    expect(body.length).toBeLessThan(100);
  });

  it("row 14: below the prefix is an alias of it, as PROTOCOL.md says and the reference has it", async () => {
    const target = await ground.serve({ trace: "harmless" });
    const { status, body } = await target.ask(`/socket.io/anything/../?${HANDSHAKE}`);
    expect(status).toBe(200);
    expect(
      (
        await target.ask(`${HANDSHAKE}&sid=${sidOf(body)}`, {
          method: "POST",
          headers: { "Content-Type": "text/plain" },
          body: "1",
        })
      ).status,
    ).toBe(200);
  });
});

describe("row 15: a query", () => {
  const http = { maxHeaderSize: 1_000_000 };
  const distinct = (count: number): string => Array.from({ length: count }, (_, index) => `&k${index}=v`).join("");

  it("row 15: of 64 KB is more than `node:http` lets a head be", async () => {
    const target = await ground.serve({ trace: "unseen" });
    expect((await target.ask(`${HANDSHAKE}&x=${"y".repeat(65_536)}`)).status).toBe(431);
  });

  it("row 15: of 64 KB is answered 414 over both transports where heads may be longer", async () => {
    const target = await ground.serve({ http });
    const long = `x=${"y".repeat(65_536)}`;
    expect((await target.ask(`${HANDSHAKE}&${long}`)).status).toBe(414);
    expect((await target.askUpgrade(`EIO=4&${long}`)).status).toBe(414);
    await target.reaches({ refusals: [{ name: "URL_TOO_LONG" }, { name: "URL_TOO_LONG" }] });
  });

  it("row 15: of 16 KB is served where heads may be longer", async () => {
    const target = await ground.serve({ trace: "harmless", http });
    const session = await target.polling(`EIO=4&x=${"y".repeat(16_000)}`);
    await session.join();
    expect(await session.works()).toBe(true);
  });

  it.each([
    ["10 000 parameters", distinct(10_000), { maxUrlLength: 1_000_000 }],
    ["10 000 parameters of one name", "&k=v".repeat(10_000), { maxUrlLength: 1_000_000 }],
    ["10 000 parameters of no name", "&".repeat(10_000), {}],
    ["one parameter more than the limit", distinct(999), {}],
  ])("row 15: of %s is answered 400 over both transports", async (_what, query, io) => {
    const target = await ground.serve({ http, io });
    expect((await target.ask(HANDSHAKE + query)).status).toBe(400);
    expect((await target.askUpgrade(`EIO=4${query}`)).status).toBe(400);
    await target.reaches({ refusals: [{ name: "TOO_MANY_PARAMETERS" }, { name: "TOO_MANY_PARAMETERS" }] });
  });

  it("row 15: of as many parameters as may be reaches the application whole", async () => {
    const target = await ground.serve({ trace: "harmless", http });
    // With the sid of later requests there are a thousand.
    const session = await target.polling(`EIO=4${distinct(997)}`);
    await session.join();
    expect((await session.post('420["who"]')).status).toBe(200);
    const [, query] = JSON.parse((await session.poll()).body.slice(3));
    expect(query).toHaveLength(999);
  });

  it("row 15: with brackets is not read into objects, and its keys are never anybody's prototype", async () => {
    const target = await ground.serve({ trace: "harmless" });
    const session = await target.polling(
      "EIO=4&a[b][c]=1&a[__proto__][admin]=yes&__proto__=x&constructor[prototype][admin]=yes",
    );
    await session.join();
    expect((await session.post('420["who"]')).status).toBe(200);
    const [packet = ""] = (await session.poll()).body.split("\x1e");
    const [auth, query, admin] = JSON.parse(packet.slice(3));
    expect(auth).toEqual([]);
    expect(query).toEqual(
      expect.arrayContaining(["a[b][c]", "a[__proto__][admin]", "__proto__", "constructor[prototype][admin]"]),
    );
    expect(admin).toBe("nobody");
  });
});

describe("row 16: a length that lies", () => {
  it.each([
    ["is short of the body", { "Content-Length": "3" }, "4hello"],
    ["is negative", { "Content-Length": "-1" }, "40"],
    ["is given twice", { "Content-Length": "2", "content-length": "40" }, "40"],
    ["is given twice in one header", { "Content-Length": "2, 40" }, "40"],
    ["is no number", { "Content-Length": "0x2" }, "40"],
    ["is beside a Transfer-Encoding", { "Content-Length": "2", "Transfer-Encoding": "chunked" }, "0\r\n\r\n"],
    ["is a chunk of a larger number", { "Transfer-Encoding": "chunked" }, "10000000000000000\r\n40"],
    ["is a chunk of no number", { "Transfer-Encoding": "chunked" }, "zz\r\n40\r\n"],
    ["is of another coding", { "Transfer-Encoding": "identity" }, "40"],
  ])("row 16: %s ends the connection with a 400 and begins no other request", async (_what, headers, body) => {
    const target = await ground.serve({ trace: "unseen" });
    const session = await target.polling();
    const hidden = `GET /socket.io/?${HANDSHAKE} HTTP/1.1\r\nHost: a\r\n\r\n`;
    const answers = await session.beginPost(headers).write(`${body}${hidden}`).all();
    expect(answers.at(-1)?.status).toBe(400);
    expect(answers.map((answer) => answer.body).join("")).not.toContain("sid");
    expect((await target.report()).held.sessions).toBeLessThanOrEqual(2);
  });

  it("row 16: is a chunk of 2^64 - 1, whose end is not waited for: 408, and nothing of it counts", async () => {
    const target = await ground.serve({ io: { bodyTimeout: 60 } });
    const session = await target.joinedPolling();
    const connection = session.beginPost({ "Transfer-Encoding": "chunked" });
    connection.write(`FFFFFFFFFFFFFFFF\r\n42["echo",1]GET /socket.io/?${HANDSHAKE} HTTP/1.1\r\nHost: a\r\n\r\n`);
    const answers = await connection.all();
    expect(answers.map(({ status, headers }) => [status, headers.get("connection")])).toEqual([[408, "close"]]);
    await target.reaches({ closings: ["transport error"], heard: [], held: { sessions: 1 } });
  });

  it("row 16: is longer than the body, whose sender stops: 400, and nothing of it counts", async () => {
    const target = await ground.serve();
    const session = await target.joinedPolling();
    const connection = session.beginPost({ "Content-Length": "100" }).write('42["echo",1]');
    connection.socket.end();
    expect((await connection.all()).map(({ status }) => status)).toEqual([400]);
    await target.reaches({ closings: ["transport error"], heard: [] });
  });
});

describe("row 17: a hook", () => {
  it.each<[DoorName, number, number]>([
    ["throws", 403, 400],
    ["rejects", 403, 400],
    ["refuses", 403, 400],
    ["never decides", 504, 504],
    ["middleware throws", 400, 400],
    ["middleware rejects", 400, 400],
    ["middleware never passes on", 504, 504],
  ])("row 17: that %s has the request refused over both transports", async (door, polling, webSocket) => {
    const target = await ground.serve({ door, io: { admissionTimeout: 50 } });
    expect((await target.ask(HANDSHAKE)).status).toBe(polling);
    expect((await target.askUpgrade("EIO=4")).status).toBe(webSocket);
    await target.reaches({ counters: { refused: 2 }, held: { sessions: 1 } });
  });

  it("row 17: that decides twice opens one session, and opens it once", async () => {
    const target = await ground.serve({ door: "decides twice", trace: "harmless" });
    const session = await target.joinedPolling();
    expect(await session.works()).toBe(true);
    const webSocket = await target.joinedWebSocket();
    expect((await target.report()).held).toMatchObject({ sessions: 3, sockets: 3 });
    webSocket.ws.terminate();
  });

  it.each(["polling", "websocket"])(
    "row 17: that decides after the client has left opens nothing (%s)",
    async (transport) => {
      const target = await ground.serve({ door: "waits", trace: "unseen" });
      const connection = target.http().send(`/socket.io/?EIO=4&transport=${transport}`, {
        headers: transport === "websocket" ? UPGRADE_HEADERS : {},
      });
      await once(connection.socket, "connect");
      // The canary's connection and heartbeat, and the attacker's connection with the time it is given.
      await target.reaches({ held: { resources: { TCPSocketWrap: 2, Timeout: 2 } } });
      connection.reset();
      // A socket that was asked to upgrade is read by nobody, so that only a write finds out that it is gone.
      if (transport === "polling") await target.reaches({ held: { resources: { TCPSocketWrap: 1 } } });
      await target.release();
      await target.forgets("everything");
    },
  );

  it.each<[DoorName, RegExp]>([
    ["auth throws", /^44\{"message":"internal error"\}$/],
    ["auth rejects", /^44\{"message":"internal error"\}$/],
    ["auth decides twice", /^40\{"sid":/],
  ])("row 17: of a namespace, where %s, answers once and tells nothing of the error", async (door, answer) => {
    const target = await ground.serve({ door, trace: door === "auth decides twice" ? "harmless" : "recorded" });
    const raw = await target.openWebSocket();
    raw.send("40");
    expect(await raw.next()).toMatch(answer);
    raw.send("40/chat,");
    expect(await raw.next()).toMatch(/^40\/chat,\{"sid"/);
    expect((await target.report()).handlerErrors).toHaveLength(door === "auth decides twice" ? 0 : 1);
  });

  it("row 17: of a namespace that decides after the client has left lets nobody in", async () => {
    const target = await ground.serve({ door: "auth waits", trace: "unseen" });
    const raw = await target.openWebSocket();
    raw.send("40", "40/chat,");
    expect(await raw.next()).toMatch(/^40\/chat,/);
    raw.ws.terminate();
    await target.forgets("everything");
    await target.release();
    await target.forgets("everything");
  });
});

describe("row 18: a cookie", () => {
  it.each([
    "io=%E0%A4%A; a=%; =; ;;;",
    "__proto__=1; constructor=2",
    `io=${"x".repeat(8_000)}`,
    "\x80\xff=\x01",
    'io="a; b=c',
  ])("row 18: in a bad encoding is ignored: %j", async (cookie) => {
    const trace = cookie.includes("\x01") ? "unseen" : "harmless";
    const target = await ground.serve({ trace, io: { cookie: true } });
    const connection = target.http();
    connection.write(
      Buffer.from(`GET /socket.io/?${HANDSHAKE} HTTP/1.1\r\nHost: a\r\nCookie: ${cookie}\r\n\r\n`, "latin1"),
    );
    const { status, headers, body } = await connection.next();
    // A control character makes it no request at all.
    if (cookie.includes("\x01")) return expect(status).toBe(400);
    expect(status).toBe(200);
    expect(headers.get("set-cookie")).toContain(`io=${sidOf(body)};`);
    await target.ask(`${HANDSHAKE}&sid=${sidOf(body)}`, {
      method: "POST",
      headers: { "Content-Type": "text/plain" },
      body: "1",
    });
  });

  it("row 18: that proposes a sid fixes none, be it of a living session or made up", async () => {
    const target = await ground.serve({ trace: "harmless", io: { cookie: true } });
    const victim = await target.joinedPolling();
    for (const proposed of [victim.sid, "AAAAAAAAAAAAAAAAAAAA"]) {
      const thief = await target.polling("EIO=4", { Cookie: `io=${proposed}` });
      expect(thief.sid).not.toBe(proposed);
    }
    expect(await victim.works()).toBe(true);
  });
});
