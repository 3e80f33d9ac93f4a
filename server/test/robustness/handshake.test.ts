import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { UPGRADE_HEADERS, UPGRADE_LINES } from "../upgrade-headers.ts";
import { hostileGround } from "./ground.ts";
import { sidOf } from "./polling-attacker.ts";
import type { Target } from "./target.ts";

const ground = hostileGround();
const HANDSHAKE = "EIO=4&transport=polling";
const UNKNOWN_SID = { code: 1, message: "Session ID unknown" };

/** Asks by polling, and expects to be refused in JSON and reported. */
async function isRefused(
  target: Target,
  query: string,
  status: number,
  error: { code: number },
  method = "GET",
): Promise<void> {
  const answer = await target.ask(query, { method });
  expect(answer.status).toBe(status);
  expect(answer.headers.get("content-type")).toBe("application/json");
  expect(JSON.parse(answer.body)).toMatchObject(error);
  await target.reaches({
    refusals: [error],
    counters: { refused: 1 },
    logs: [{ level: "debug", code: error.code }],
    held: { sessions: 1 },
  });
}

describe("row 1: the transport", () => {
  it.each([
    "",
    "&transport=foo",
    "&transport=__proto__",
    "&transport=constructor",
    "&transport=toString",
    "&transport=polling&transport=polling",
    "&transport[]=polling",
  ])("row 1: is unknown as %j", async (transport) => {
    const target = await ground.serve();
    await isRefused(target, `EIO=4${transport}`, 400, { code: 0 });
  });

  it.each(["foo", "__proto__", "constructor"])("row 1: is unknown as %j in an upgrade request", async (transport) => {
    const target = await ground.serve();
    const { status, body } = await target.askUpgrade(`EIO=4&transport=${transport}`);
    expect([status, body]).toEqual([400, "Transport unknown"]);
    await target.reaches({ refusals: [{ code: 0 }] });
  });
});

describe("row 2: the version", () => {
  it.each(["", "EIO=3", "EIO=5", "EIO=4,4", "EIO=04", "EIO=4&EIO=4", "EIO=__proto__", "EIO=%34%00"])(
    "row 2: is not supported as %j",
    async (version) => {
      const target = await ground.serve();
      await isRefused(target, `${version}&transport=polling`, 400, { code: 5 });
    },
  );

  it("row 2: is served as 3 where that is switched on, CONNECT and all", async () => {
    const target = await ground.serve({ trace: "harmless", io: { allowEIO3: true } });
    const { status, body } = await target.ask("EIO=3&transport=polling&b64=1");
    expect(status).toBe(200);
    expect(body).toMatch(/^\d+:0\{.*\}2:40$/);
    const closed = await target.ask(`EIO=3&transport=polling&sid=${sidOf(body)}`, {
      method: "POST",
      headers: { "Content-Type": "text/plain" },
      body: "1:1",
    });
    expect(closed.status).toBe(200);
  });
});

describe("row 3: the sid", () => {
  it.each([
    ["unknown", "nobody"],
    ["empty", ""],
    ["named like an object's own", "__proto__"],
    ["named like a method", "hasOwnProperty"],
    ["given twice", "first&sid=second"],
    ["a NUL", "%00"],
    ["a line break", "%0d%0aX-Injected:%20yes"],
    ["broken percent signs", "%E0%A4%A%"],
    ["nearly as long as a head may be", "s".repeat(15_000)],
  ])("row 3: is unknown and not reflected when it is %s", async (_what, sid) => {
    const target = await ground.serve();
    const query = `${HANDSHAKE}&sid=${sid}`;
    await isRefused(target, query, 400, UNKNOWN_SID);
    const { head, body } = await target.ask(query);
    expect(head).not.toMatch(/injected/i);
    expect(body).toBe(JSON.stringify(UNKNOWN_SID));
  });

  it("row 3: is unknown over POST and in an upgrade request as well", async () => {
    const target = await ground.serve();
    expect((await target.ask(`${HANDSHAKE}&sid=nobody`, { method: "POST", body: "4a" })).status).toBe(400);
    const upgrade = await target.askUpgrade("EIO=4&sid=%0d%0aX-Injected:%20yes");
    expect([upgrade.status, upgrade.body]).toEqual([400, UNKNOWN_SID.message]);
    expect(upgrade.head).not.toMatch(/injected/i);
    await target.reaches({ refusals: [UNKNOWN_SID, UNKNOWN_SID] });
  });

  it("row 3: makes the head too long with a megabyte, which opens nothing", async () => {
    const target = await ground.serve({ trace: "unseen" });
    expect((await target.ask(`${HANDSHAKE}&sid=${"s".repeat(1_000_000)}`)).status).toBe(431);
  });

  it.each(["\r\nX-Injected: yes\r\n", "\0"])("row 3: cannot break the request line with %j", async (sid) => {
    const target = await ground.serve({ trace: "unseen" });
    expect((await target.ask(`${HANDSHAKE}&sid=a${sid}b`)).status).toBe(400);
  });
});

describe("row 4: the method", () => {
  it("row 4: is bad when a POST opens no session", async () => {
    const target = await ground.serve();
    await isRefused(target, HANDSHAKE, 400, { code: 2 }, "POST");
  });

  it.each(["PUT", "DELETE", "PATCH", "TRACE"])("row 4: is not allowed as %s", async (method) => {
    const target = await ground.serve();
    await isRefused(target, HANDSHAKE, 405, { code: 2 }, method);
    expect((await target.ask(HANDSHAKE, { method })).headers.get("allow")).toBe("GET, POST, OPTIONS");
  });

  it("row 4: is not allowed as PUT on a session either, which goes on", async () => {
    const target = await ground.serve();
    const session = await target.joinedPolling();
    expect((await target.ask(session.query, { method: "PUT", body: "1" })).status).toBe(405);
    expect(await session.works()).toBe(true);
  });

  it("row 4: ends the connection as CONNECT", async () => {
    const target = await ground.serve({ trace: "unseen" });
    expect(await target.http().send(`/socket.io/?${HANDSHAKE}`, { method: "CONNECT" }).all()).toEqual([]);
  });
});

describe("row 5: a preflight", () => {
  const preflight = {
    method: "OPTIONS",
    headers: { Origin: "https://good.example", "Access-Control-Request-Method": "POST" },
  };

  it("row 5: from an allowed origin is answered with that origin and opens nothing", async () => {
    const target = await ground.serve({ trace: "harmless", io: { cors: { origin: "https://good.example" } } });
    const { status, headers } = await target.ask(HANDSHAKE, preflight);
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-origin")).toBe("https://good.example");
    expect(headers.get("vary")).toBe("Origin");
    expect(headers.has("access-control-allow-credentials")).toBe(false);
    expect((await target.report()).held.sessions).toBe(1);
  });

  it.each([
    ["another origin", { cors: { origin: "https://other.example" } }],
    ["any origin while CORS is off", {}],
  ])("row 5: from %s is answered without an origin and opens nothing", async (_what, io) => {
    const target = await ground.serve({ trace: "harmless", io });
    const { status, headers } = await target.ask(HANDSHAKE, preflight);
    expect(status).toBe(204);
    expect([...headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
    expect(headers.get("vary")).toBe("Origin");
    expect((await target.report()).held.sessions).toBe(1);
  });
});

describe("row 6: an Origin", () => {
  const io = { cors: { origin: ["https://good.example"] } };
  const good = { Origin: "https://good.example" };

  it.each([
    ["evil", "https://evil.example"],
    ["null", "null"],
    ["no URL", "http://["],
    ["empty", " "],
    ["10 KB long", `https://${"a".repeat(10_000)}.example`],
    ["one that starts with a good one", "https://good.example.evil.com"],
    ["one that ends with a good one", "https://evilgood.example"],
    ["the good one over http", "http://good.example"],
    ["the good one on another port", "https://good.example:8443"],
    ["two origins", "https://good.example https://evil.example"],
  ])("row 6: that is %s is refused on every transport, and disturbs no session", async (_what, origin) => {
    const target = await ground.serve({ io });
    const headers = { Origin: origin };
    const forbidden = { code: 4, name: "INVALID_ORIGIN" };
    const session = await target.polling("EIO=4", good);
    await session.join();
    const answers = [
      await target.ask(HANDSHAKE, { headers }),
      await session.poll(headers),
      await session.post('42["echo",1]', headers),
    ];
    for (const { status, body, head } of answers) {
      expect(status).toBe(403);
      expect(JSON.parse(body)).toMatchObject({ code: 4 });
      expect(head).not.toMatch(/access-control-allow/i);
    }
    const upgrades = [
      await target.askUpgrade("EIO=4", headers),
      await target.askUpgrade(`EIO=4&sid=${session.sid}`, headers),
    ];
    expect(upgrades.map(({ status }) => status)).toEqual([403, 403]);
    await target.reaches({ refusals: Array.from({ length: 5 }, () => forbidden), heard: [] });
    expect(await session.works()).toBe(true);
  });

  it("row 6: that is allowed as well may not use the session of another", async () => {
    const target = await ground.serve({ io: { cors: { origin: ["https://good.example", "https://thief.example"] } } });
    const headers = { Origin: "https://thief.example" };
    const session = await target.polling("EIO=4", good);
    await session.join();
    const answers = [
      await session.poll(headers),
      await session.post('42["echo",1]', headers),
      await target.askUpgrade(`EIO=4&sid=${session.sid}`, headers),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
    expect((await target.report()).heard).toEqual([]);
    expect(await session.works()).toBe(true);
  });

  it("row 6: with a line break is another header, and one with a bare CR is no request", async () => {
    const target = await ground.serve({ io });
    const broken = await target.ask(HANDSHAKE, { headers: { Origin: "https://evil.example\r\nX-Injected: yes" } });
    expect(broken.status).toBe(403);
    expect(broken.head).not.toMatch(/injected/i);
    expect(
      (await target.ask(HANDSHAKE, { headers: { Origin: "https://good.example\rhttps://evil.example" } })).status,
    ).toBe(400);
  });

  it("row 6: may be missing, but not when the browser says cross-site", async () => {
    const target = await ground.serve({ io });
    expect((await target.ask(HANDSHAKE, { headers: { "Sec-Fetch-Site": "cross-site" } })).status).toBe(403);
    expect((await target.askUpgrade("EIO=4", { "Sec-Fetch-Site": "cross-site" })).status).toBe(403);
    expect(await (await target.joinedPolling()).works()).toBe(true);
  });
});

describe("row 7: headers", () => {
  it.each([
    ["2 000 of them", Array.from({ length: 2_000 }, (_, index) => `X-Header-${index}: y\r\n`).join("")],
    ["one of 17 KB", `X-Long: ${"y".repeat(17_000)}\r\n`],
  ])("row 7: are refused with 431 when there are %s", async (_what, lines) => {
    const target = await ground.serve({ trace: "unseen" });
    const connection = target.http().write(`GET /socket.io/?${HANDSHAKE} HTTP/1.1\r\nHost: a\r\n${lines}\r\n`);
    expect((await connection.next()).status).toBe(431);
    await connection.closed;
  });

  it("row 7: are refused with 400 when they name Upgrade twice", async () => {
    const target = await ground.serve();
    const { status } = await target.askUpgrade("EIO=4", { upgrade: "websocket" });
    expect(status).toBe(400);
    await target.reaches({ refusals: [{ code: 3 }] });
  });
});

describe("row 8: an upgrade request", () => {
  it.each([
    ["without a key", { "Sec-WebSocket-Key": "" }],
    ["with a bad key", { "Sec-WebSocket-Key": "c2hvcnQ=" }],
    ["with a key of 10 KB", { "Sec-WebSocket-Key": "x".repeat(10_000) }],
    ["of version 12", { "Sec-WebSocket-Version": "12" }],
    ["of no version", { "Sec-WebSocket-Version": "" }],
  ])("row 8: %s is refused", async (_what, headers) => {
    const target = await ground.serve();
    const answer = await target.askUpgrade("EIO=4", headers);
    expect(answer.status).toBe(400);
    await target.reaches({ refusals: [{ code: 3, name: "TRANSPORT_HANDSHAKE_ERROR" }], held: { sessions: 1 } });
  });

  it("row 8: by POST is refused", async () => {
    const target = await ground.serve();
    const ask = { method: "POST", headers: UPGRADE_HEADERS };
    const { status } = await target.ask("EIO=4&transport=websocket", ask);
    expect(status).toBe(400);
  });

  it.each([
    ["a frame with reserved bits", Buffer.of(0xf1, 0x80, 0, 0, 0, 0)],
    ["a frame of no known kind", Buffer.of(0x83, 0x80, 0, 0, 0, 0)],
    ["no frame at all", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
  ])("row 8: with %s as its body is closed", async (_what, body) => {
    const target = await ground.serve();
    const head = Buffer.from(`GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a\r\n${UPGRADE_LINES}\r\n`);
    const connection = target.http().write(Buffer.concat([head, body]));
    expect((await connection.next()).status).toBe(101);
    await target.forgets();
    await connection.closed;
    // 1002 in a close frame, behind the open packet or in its place.
    expect(connection.rest).toContain("\x88\x02\x03\xea");
  });

  it.each(["EIO=4", "EIO=4&sid=nobody", "EIO=5"])(
    "row 8: that is reset right after it was sent harms nobody (%s)",
    async (query) => {
      const target = await ground.serve({ trace: "unseen" });
      for (let round = 0; round < 20; round++) {
        const connection = target.http();
        await once(connection.socket, "connect");
        await new Promise((sent) =>
          connection.socket.write(
            `GET /socket.io/?${query}&transport=websocket HTTP/1.1\r\nHost: a\r\n${UPGRADE_LINES}\r\n`,
            sent,
          ),
        );
        connection.reset();
      }
      await target.forgets("everything");
    },
  );
});

describe("row 9: an upgrade to something else", () => {
  const h2c = {
    Connection: "Upgrade, HTTP2-Settings",
    Upgrade: "h2c",
    "HTTP2-Settings": "AAMAAABkAAQAoAAAAAIAAAAA",
  };

  it("row 9: is ignored when it is h2c, and the request answered as plain HTTP", async () => {
    const target = await ground.serve();
    const connection = target.http().send(`/socket.io/?${HANDSHAKE}`, { headers: h2c });
    const { status, headers, body } = await connection.next();
    expect([status, headers.get("connection")]).toEqual([200, "close"]);
    await connection.closed;
    const session = target.adopt(sidOf(body));
    await session.join();
    expect(await session.works()).toBe(true);
    expect((await session.poll({ ...h2c, Origin: "https://evil.example" })).status).toBe(403);
  });

  it.each(["resets", "ends"])(
    "row 9: is ignored by a poll that hangs, until its client %s the connection",
    async (how) => {
      const target = await ground.serve();
      const session = await target.joinedPolling();
      const poll = target.http().send(`/socket.io/?${session.query}`, { headers: h2c });
      await target.reaches({ polls: 1 });
      // What nobody reads would stand before the end.
      poll.write("anything");
      if (how === "resets") poll.reset();
      else poll.socket.end();
      await target.reaches({ closings: ["transport error"], held: { sessions: 1 } });
    },
  );

  it("row 9: is refused when it is h2c and yet for the WebSocket transport, or has a body", async () => {
    const target = await ground.serve();
    expect((await target.ask("EIO=4&transport=websocket", { headers: h2c })).status).toBe(400);
    expect((await target.ask(HANDSHAKE, { method: "POST", headers: h2c, body: "40" })).status).toBe(400);
    await target.reaches({ refusals: [{ code: 3 }, { code: 3 }] });
  });

  it("row 9: is no HTTP when it is the preface of HTTP/2", async () => {
    const target = await ground.serve({ trace: "unseen" });
    const connection = target.http().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    await connection.closed;
    expect(connection.rest).not.toContain("200");
  });

  it.each(["/", "/socket.iox/?EIO=4&transport=websocket", "/chat"])(
    "row 9: on %s, which is not ours, is ended when nobody answers it",
    async (path) => {
      const target = await ground.serve({ trace: "unseen", io: { destroyUpgradeTimeout: 30 } });
      const connection = target.http().send(path, { headers: { Connection: "Upgrade", Upgrade: "websocket" } });
      expect(await connection.all()).toEqual([]);
      const impatient = target.http().send(path, { headers: { Connection: "Upgrade", Upgrade: "websocket" } });
      await once(impatient.socket, "connect");
      impatient.reset();
    },
  );
});

describe("row 10: subprotocols and extensions", () => {
  it.each([
    ["30 KB of blanks", `b${" ".repeat(30_000)}x`, 431],
    ["15 KB of blanks", `b${" ".repeat(15_000)}x`, 400],
    ["a list of nothing", ",".repeat(10_000), 400],
    ["a name twice", "chat, chat", 400],
  ])("row 10: are refused without ado when they are %s", async (_what, protocol, status) => {
    const target = await ground.serve({ trace: status === 431 ? "unseen" : "recorded" });
    expect((await target.askUpgrade("EIO=4", { "Sec-WebSocket-Protocol": protocol })).status).toBe(status);
  });

  const extensions: [string, number][] = [
    ["constructor", 101],
    ["a;__proto__=1", 101],
    ["permessage-deflate;server_max_window_bits=99", 400],
    ["permessage-deflate;__proto__=1", 400],
    [`x${";a".repeat(5_000)}`, 101],
    ['permessage-deflate;a="', 400],
  ];

  it.each(extensions)("row 10: %s is ignored while compression is off", async (header) => {
    const target = await ground.serve({ trace: "harmless" });
    const { status, headers } = await target.askUpgrade("EIO=4", { "Sec-WebSocket-Extensions": header });
    expect([status, headers.has("sec-websocket-extensions")]).toEqual([101, false]);
  });

  it.each(extensions)("row 10: %s is answered with %i while compression is on", async (header, status) => {
    const target = await ground.serve({
      trace: status === 101 ? "harmless" : "recorded",
      io: { perMessageDeflate: true },
    });
    expect((await target.askUpgrade("EIO=4", { "Sec-WebSocket-Extensions": header })).status).toBe(status);
  });
});
