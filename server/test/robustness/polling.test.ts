import { describe, expect, it } from "vitest";
import { gzipSync } from "node:zlib";
import { hostileGround } from "./ground.ts";
import { type PollingAttacker, sidOf } from "./polling-attacker.ts";
import type { Target } from "./target.ts";

const ground = hostileGround();
const EVENT = '42["echo",1]';
const SEPARATOR = "\x1e";
const UNKNOWN_SID = { code: 1, message: "Session ID unknown" };

/** The session has ended, once, for `reason`, and nobody knows its id any more. */
async function isOver(target: Target, session: PollingAttacker, reason: string): Promise<void> {
  await target.reaches({ closings: [reason], held: { sessions: 1, sockets: 1 } });
  const late = await session.poll();
  expect([late.status, JSON.parse(late.body)]).toEqual([400, UNKNOWN_SID]);
  expect((await target.report()).closings).toEqual([reason]);
}

describe("row 19: two at a time", () => {
  it("row 19: GETs end the session once, the second with 400 and the first with a close packet", async () => {
    const target = await ground.serve();
    const session = await target.joinedPolling();
    const first = session.beginPoll();
    await target.reaches({ polls: 1 });
    const second = await session.poll();
    expect([second.status, second.body]).toEqual([400, ""]);
    const answer = await first.next();
    expect([answer.status, answer.body]).toEqual([200, "1"]);
    await isOver(target, session, "transport error");
  });

  it("row 19: POSTs end the session once, the second with 400, and nothing of either counts", async () => {
    const target = await ground.serve();
    const session = await target.joinedPolling();
    const first = session.beginPost({ "Content-Length": "12" }).write('42["echo"');
    await target.reaches({ bytesPosted: '4042["echo"'.length });
    const second = await session.post(EVENT);
    expect(second.status).toBe(400);
    first.write(",1]");
    expect((await first.next()).status).toBe(200);
    await target.reaches({ heard: [] });
    await isOver(target, session, "transport error");
  });
});

describe("row 20: a poll that is given up", () => {
  it("row 20: while its answer is on the way ends the session with a transport error", async () => {
    const target = await ground.serve({ io: { httpCompression: false } });
    const session = await target.joinedPolling();
    const poll = session.beginPoll();
    poll.socket.pause();
    await target.reaches({ polls: 1 });
    await session.post('42["blast",30000000]');
    await target.reaches({ heard: [["blast", 1]] });
    poll.reset();
    await isOver(target, session, "transport error");
  });

  it("row 20: while it hangs ends the session with a transport error", async () => {
    const target = await ground.serve();
    const session = await target.joinedPolling();
    const poll = session.beginPoll();
    await target.reaches({ polls: 1 });
    poll.reset();
    await isOver(target, session, "transport error");
  });
});

describe("row 21: a POST that is given up", () => {
  it.each([
    ["in the middle of its body", { "Content-Length": "100" }],
    ["between two chunks", { "Transfer-Encoding": "chunked" }],
  ])("row 21: %s has nothing decoded, not even its whole packets", async (_what, headers) => {
    const target = await ground.serve();
    const session = await target.joinedPolling();
    const part = `${EVENT}${SEPARATOR}${EVENT}${SEPARATOR}42["ec`;
    const chunked = "Transfer-Encoding" in headers;
    const connection = session.beginPost(headers).write(chunked ? `${part.length.toString(16)}\r\n${part}\r\n` : part);
    connection.socket.end();
    await isOver(target, session, "transport error");
    expect((await target.report()).heard).toEqual([]);
  });
});

describe("row 22: a body", () => {
  const io = { maxHttpBufferSize: 5_000 };
  const ofLength = (length: number): string => `42["echo","${"x".repeat(length - 13)}"]`;

  it("row 22: as long as the limit is taken", async () => {
    const target = await ground.serve({ trace: "harmless", io });
    const session = await target.joinedPolling();
    expect((await session.post(ofLength(5_000))).status).toBe(200);
    expect((await session.poll()).body).toBe(ofLength(5_000));
  });

  it("row 22: of a megabyte is taken and of one byte more is not, by default", async () => {
    const target = await ground.serve();
    const session = await target.joinedPolling();
    expect((await session.post(ofLength(1_000_000))).status).toBe(200);
    expect((await session.poll()).status).toBe(200);
    expect((await session.post(ofLength(1_000_001))).status).toBe(413);
  });

  it.each([
    ["announces", false],
    ["brings byte by byte, and announces nothing", true],
  ])(
    "row 22: that %s one byte more than the limit is answered 413, and the session goes on",
    async (_what, chunked) => {
      const target = await ground.serve({ io });
      const session = await target.joinedPolling();
      const body = ofLength(5_001);
      const answer = chunked
        ? session.beginPost({ "Transfer-Encoding": "chunked" }).write(bytewise(body)).next()
        : session.post(body);
      expect((await answer).status).toBe(413);
      expect((await target.report()).heard).toEqual([]);
      expect(await session.works()).toBe(true);
    },
  );

  it("row 22: whose characters are cut by its chunks is put together again", async () => {
    const target = await ground.serve({ trace: "harmless", io });
    const session = await target.joinedPolling();
    const packet = '42["echo","é€😀\u{10FFFF}"]';
    const connection = session.beginPost({ "Transfer-Encoding": "chunked" });
    connection.socket.setNoDelay(true);
    for (const byte of Buffer.from(packet)) {
      await new Promise((sent) =>
        connection.socket.write(Buffer.concat([Buffer.from("1\r\n"), Buffer.of(byte), Buffer.from("\r\n")]), sent),
      );
    }
    connection.write("0\r\n\r\n");
    expect((await connection.next()).status).toBe(200);
    expect((await session.poll()).body).toBe(packet);
  });

  it("row 22: that is no UTF-8 is refused and ends the session", async () => {
    const target = await ground.serve({ io });
    const session = await target.joinedPolling();
    expect((await session.post(Buffer.from('42["echo","\xff\xfe"]', "latin1"))).status).toBe(400);
    await isOver(target, session, "transport error");
  });
});

describe("rows 23 and 24: many packets", () => {
  it.each([
    ["23: a million separators", SEPARATOR.repeat(1_000_000)],
    ["23: separators just below the cap, with nothing between them", SEPARATOR.repeat(9_999)],
    ["24: 300 000 pongs", Array.from({ length: 300_000 }, () => "3").join(SEPARATOR)],
    ["24: 90 000 events", Array.from({ length: 90_000 }, () => '42["e"]').join(SEPARATOR)],
  ])("row %s are refused and end the session", async (_what, body) => {
    const target = await ground.serve();
    const session = await target.joinedPolling();
    expect((await session.post(body)).status).toBe(400);
    await isOver(target, session, "parse error");
    expect((await target.report()).heard).toEqual([]);
  });

  it("row 24: 10 000 events, the cap, all arrive", async () => {
    const target = await ground.serve({ trace: "harmless" });
    const session = await target.joinedPolling();
    expect((await session.post(Array.from({ length: 10_000 }, () => '42["e"]').join(SEPARATOR))).status).toBe(200);
    expect((await target.report()).heard).toEqual([["e", 10_000]]);
    expect(await session.works()).toBe(true);
  });

  it("row 24: 10 000 pongs that nobody asked for are counted and mean nothing", async () => {
    const target = await ground.serve();
    const session = await target.joinedPolling();
    expect((await session.post(Array.from({ length: 10_000 }, () => "3").join(SEPARATOR))).status).toBe(200);
    await target.reaches({ counters: { unsolicitedPongs: 10_000 } });
    expect(await session.works()).toBe(true);
  });
});

describe("rows 25 and 27: a body that is no packets", () => {
  it.each([
    ["25: empty", ""],
    ["25: blank", " \t\r\n"],
    ["25: a byte order mark", "\uFEFF"],
    ["25: a byte order mark before an event", `\uFEFF${EVENT}`],
    ["25: a separator at the end", `${EVENT}${SEPARATOR}`],
    ["27: base64 of no alphabet", "b!!!!"],
    ["27: base64 of the URL alphabet", "bAB-_"],
    ["27: base64 without padding", "bQQ"],
    ["27: base64 with too much padding", "bQQ==="],
    ["27: base64 with stray bits", "bQR=="],
    ["27: base64 with a blank", "bQUJD QUJD"],
    ["27: base64 with a line break", "bQUJD\nQUJD"],
    ["27: base64 behind a message type", "4bQQ=="],
    ["27: base64 of nearly a megabyte with one bad character", `b${"A".repeat(900_000)}!AAA`],
  ])("row %s is refused and ends the session", async (_what, body) => {
    const target = await ground.serve();
    const session = await target.joinedPolling();
    const { status } = await session.post(body);
    // A message that is not for Socket.IO has arrived all the same.
    expect(status).toBe(body.startsWith("4b") ? 200 : 400);
    await isOver(target, session, "parse error");
  });

  it("row 27: base64 of 2 MB is refused for its size, and the session goes on", async () => {
    const target = await ground.serve();
    const session = await target.joinedPolling();
    expect((await session.post(`b${"A".repeat(2_000_000)}`)).status).toBe(413);
    expect(await session.works()).toBe(true);
  });
});

describe("rows 26 and 28: a body of another kind", () => {
  it("row 26: bytes are refused and end the session", async () => {
    const target = await ground.serve();
    const session = await target.joinedPolling();
    expect(
      (await session.post(Buffer.of(0, 2, 0xff, 0x34), { "Content-Type": "application/octet-stream" })).status,
    ).toBe(400);
    await isOver(target, session, "transport error");
  });

  it.each([
    "application/json",
    "",
    "text/plain;charset=utf-16",
    "text/html",
    "text/plain, text/plain",
    `text/plain;${" ".repeat(10_000)}x`,
  ])("row 26: of type %j is answered 415, and the session goes on", async (type) => {
    const target = await ground.serve();
    const session = await target.joinedPolling();
    expect((await session.post(EVENT, { "Content-Type": type })).status).toBe(415);
    expect((await target.report()).heard).toEqual([]);
    expect(await session.works()).toBe(true);
  });

  it.each([
    ["gzip", gzipSync(EVENT)],
    ["gzip, a bomb of 1 MB that is 1 GB", bomb()],
    ["deflate", Buffer.of(0x78, 0x9c)],
    ["br", Buffer.of(0x0b)],
    ["constructor", Buffer.from(EVENT)],
  ])("row 28: of encoding %s is answered 415 and not inflated, and the session goes on", async (encoding, body) => {
    const target = await ground.serve();
    const session = await target.joinedPolling();
    expect((await session.post(body, { "Content-Encoding": encoding.replace(/,.*/, "") })).status).toBe(415);
    expect((await target.report()).heard).toEqual([]);
    expect(await session.works()).toBe(true);
  });
});

describe("row 29: a session that has gone elsewhere", () => {
  it("row 29: is polled in vain once it has moved to WebSocket, and goes on there", async () => {
    const target = await ground.serve();
    const session = await target.joinedPolling();
    const probe = target.webSocket(`EIO=4&sid=${session.sid}`);
    await new Promise((opened) => probe.ws.once("open", opened));
    probe.send("2probe");
    expect(await probe.next()).toBe("3probe");
    probe.send("5", '42["echo","moved"]');
    expect(await probe.next()).toBe('42["echo","moved"]');
    for (const answer of [await session.poll(), await session.post(EVENT)]) {
      expect([answer.status, JSON.parse(answer.body)]).toEqual([400, { code: 3, message: "Bad request" }]);
    }
    await target.reaches({ refusals: [{ name: "TRANSPORT_MISMATCH" }, { name: "TRANSPORT_MISMATCH" }] });
    probe.send('42["echo","unharmed"]');
    expect(await probe.next()).toBe('42["echo","unharmed"]');
  });

  it("row 29: is unknown to polls, POSTs and probes once it has closed", async () => {
    const target = await ground.serve();
    const session = await target.joinedPolling();
    expect((await session.post(`1${SEPARATOR}${EVENT}`)).status).toBe(200);
    expect((await session.post(EVENT)).status).toBe(400);
    expect((await session.poll()).status).toBe(400);
    expect((await target.askUpgrade(`EIO=4&sid=${session.sid}`)).status).toBe(400);
    await target.reaches({
      refusals: [UNKNOWN_SID, UNKNOWN_SID, UNKNOWN_SID],
      closings: ["transport close"],
      heard: [],
    });
  });
});

describe("row 30: 10 000 sessions from one address", () => {
  const post = (queries: readonly string[], body: string) =>
    queries.map((query) => ({ query, method: "POST", headers: { "Content-Type": "text/plain" }, body }));

  it("row 30: are polled and served, since no cap is set", { timeout: 60_000 }, async () => {
    const target = await ground.serve({ trace: "harmless" });
    const sids = await target.pollingSessions(10_000);
    const queries = sids.map((sid) => `EIO=4&transport=polling&sid=${sid}`);
    await target.pipeline(post(queries, "40"));
    const answers = await target.pipeline(queries.map((query) => ({ query })));
    expect(answers.filter(({ status, body }) => status === 200 && body.startsWith("40"))).toHaveLength(10_000);
    expect((await target.report()).held).toMatchObject({ sessions: 10_001, sockets: 10_001 });
    await target.pipeline(post(queries, "1"));
  });

  it("row 30: are refused with 429 and a Retry-After beyond the cap for one address", { timeout: 60_000 }, async () => {
    // The canary is one of them.
    const target = await ground.serve({ io: { maxConnectionsPerAddress: 101 } });
    const asked = Array.from({ length: 10_000 }, () => ({ query: "EIO=4&transport=polling" }));
    const answers = await target.pipeline(asked);
    const served = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status }) => status === 429);
    expect([served.length, refused.length]).toEqual([100, 9_900]);
    for (const { headers } of refused) expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    await target.reaches({ counters: { refused: 9_900 }, held: { sessions: 101 } });
    expect((await target.askUpgrade("EIO=4")).status).toBe(429);
    const queries = served.map(({ body }) => `EIO=4&transport=polling&sid=${sidOf(body)}`);
    await target.pipeline(post(queries, "1"));
    await (await target.polling()).join();
  });
});

describe("row 31: requests behind one another on one connection", () => {
  it("row 31: are answered in their order, the poll with what the POST behind it caused", async () => {
    const target = await ground.serve({ trace: "harmless" });
    const session = await target.joinedPolling();
    const path = `/socket.io/?${session.query}`;
    const connection = target.http();
    const bodies: string[] = [];
    for (let round = 0; round < 3; round++) {
      connection.send(path).send(path, { method: "POST", headers: { "Content-Type": "text/plain" }, body: EVENT });
      bodies.push((await connection.next()).body, (await connection.next()).body);
    }
    expect(bodies).toEqual([EVENT, "ok", EVENT, "ok", EVENT, "ok"]);
  });
});

describe("row 32: a proxy", () => {
  it("row 32: is told with every answer to keep no copy", async () => {
    const target = await ground.serve();
    const session = await target.joinedPolling();
    const opened = await target.ask("EIO=4&transport=polling");
    const posted = await session.post(EVENT);
    const answers = [
      opened,
      posted,
      await session.poll(),
      await session.post(EVENT, { "Content-Type": "application/json" }),
      await target.ask("EIO=5&transport=polling"),
    ];
    expect(answers.map(({ headers }) => headers.get("cache-control"))).toEqual(answers.map(() => "no-store"));
    await target.ask(`EIO=4&transport=polling&sid=${/"sid":"([^"]+)"/.exec(opened.body)?.[1]}`, {
      method: "POST",
      headers: { "Content-Type": "text/plain" },
      body: "1",
    });
  });

  it("row 32: that strips the bodies is noticed with the first, and the session ends", async () => {
    const target = await ground.serve();
    const session = await target.joinedPolling();
    expect((await session.post("")).status).toBe(400);
    await isOver(target, session, "parse error");
  });

  it("row 32: that asks twice for one poll ends the session, since nobody knows which answer the client gets", async () => {
    const target = await ground.serve();
    const session = await target.joinedPolling();
    const twice = target.http().send(`/socket.io/?${session.query}`).send(`/socket.io/?${session.query}`);
    expect([(await twice.next()).body, (await twice.next()).status]).toEqual(["1", 400]);
    await isOver(target, session, "transport error");
  });
});

/** A gigabyte of nothing in a hundred members of a gzip file, which together are a megabyte. */
function bomb(): Buffer {
  const member = gzipSync(Buffer.alloc(10_000_000));
  return Buffer.concat(Array.from({ length: 100 }, () => member));
}

/** A body in chunks of one byte each. */
function bytewise(body: string): string {
  return `${[...body].map((byte) => `1\r\n${byte}\r\n`).join("")}0\r\n\r\n`;
}
