import { once } from "node:events";
import { type OutgoingHttpHeaders, request } from "node:http";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { closeReason, messages, readToEnd, type RunningEngine, runningEngine } from "./running-engine.ts";

/** A POST that is written piece by piece. */
function openPost(running: RunningEngine, sid: string, headers: OutgoingHttpHeaders) {
  return request({
    port: running.port,
    host: "127.0.0.1",
    path: `/engine.io/?EIO=4&transport=polling&sid=${sid}`,
    method: "POST",
    headers: { "content-type": "text/plain", ...headers },
    agent: false,
  });
}

describe("a polling session", () => {
  it("opens with the handshake and answers that nobody may store", async () => {
    const running = await runningEngine({ pingInterval: 300, pingTimeout: 200, maxHttpBufferSize: 1234 });
    const { sid, answer } = await running.openPolling();
    expect(answer.text).toBe(
      `0{"sid":"${sid}","upgrades":["websocket"],"pingInterval":300,"pingTimeout":200,"maxPayload":1234}`,
    );
    expect(answer.headers).toMatchObject({
      "content-type": "text/plain; charset=UTF-8",
      "cache-control": "no-store",
      "content-length": String(answer.bytes.length),
    });
  });

  it("tells Internet Explorer, and nobody else, to leave payloads alone", async () => {
    const running = await runningEngine();
    const explorer = { "user-agent": "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko" };
    expect((await running.openPolling("EIO=4", explorer)).answer.headers["x-xss-protection"]).toBe("0");
    expect((await running.openPolling()).answer.headers).not.toHaveProperty("x-xss-protection");
  });

  it("tells when what was sent has been taken", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    const heard: unknown[] = [];
    session.on("flush", (packets) => void heard.push(packets));
    const drained = new Promise<void>((resolve) => session.on("drain", () => resolve()));
    session.send("one");
    session.send("two");
    expect(heard).toEqual([]);
    expect((await running.poll(sid)).text).toBe("4one\x1e4two");
    await drained;
    expect(heard).toEqual([
      [
        { type: "message", data: "one" },
        { type: "message", data: "two" },
      ],
    ]);
  });

  it("offers no upgrade where there is none", async () => {
    for (const options of [{ allowUpgrades: false }, { transports: ["polling"] as const }]) {
      const running = await runningEngine(options);
      expect((await running.openPolling()).answer.text).toContain('"upgrades":[]');
    }
  });

  it("puts what is sent on connection into the payload of the handshake", async () => {
    const running = await runningEngine({ initialPacket: "first" });
    running.engine.on("connection", (session) => session.send("hello").send(Buffer.from([1, 2, 3])));
    const { answer } = await running.openPolling();
    expect(answer.text.split("\x1e").slice(1)).toEqual(["4first", "4hello", "bAQID"]);
  });

  it("takes several packets in one body, in order, text and binary", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    const received = messages(session, 4);
    const answer = await running.post(sid, "4one\x1ebAQID\x1e4\u20ac\u{1F600}\x1e4");
    expect([answer.status, answer.text, answer.headers["content-type"]]).toEqual([200, "ok", "text/html"]);
    expect(await received).toEqual(["one", Buffer.from([1, 2, 3]), "\u20ac\u{1F600}", ""]);
  });

  it("lets a poll hang until there is something to say", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    const polled = once(running.http, "request");
    const poll = running.poll(sid);
    await polled;
    session.send("one");
    session.send("two");
    expect((await poll).text).toBe("4one\x1e4two");
  });

  it("keeps what is sent between two polls", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    session.send("one");
    expect(session.transport.writable).toBe(false);
    expect(session.bufferedAmount).toBe(3);
    await new Promise((resolve) => setImmediate(resolve));
    session.send("two");
    expect((await running.poll(sid)).text).toBe("4one\x1e4two");
    expect(session.bufferedAmount).toBe(0);
  });

  it("drops volatile messages while no poll waits", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    session.send("lost", { volatile: true }).send("kept");
    expect((await running.poll(sid)).text).toBe("4kept");
    expect(running.engine.counters.volatileDropped).toBe(1);
  });
});

describe("overlapping requests", () => {
  it("end the session: a second poll is answered 400, the first gets a close packet", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    const reason = closeReason(session);
    const arrived = once(running.http, "request");
    const first = running.poll(sid);
    await arrived;
    const second = await running.poll(sid);
    expect([second.status, second.text]).toEqual([400, ""]);
    expect((await first).text).toBe("1");
    expect(await reason).toBe("transport error");
    expect((await running.poll(sid)).status).toBe(400);
  });

  it("end the session: a second POST is answered 400", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    const reason = closeReason(session);
    const arrived = once(running.http, "request");
    const first = openPost(running, sid, { "content-length": 100 });
    first.on("error", () => {});
    first.write("4half");
    await arrived;
    expect((await running.post(sid, "4whole")).status).toBe(400);
    expect(await reason).toBe("transport error");
    first.destroy();
  });
});

describe("a body", () => {
  it.each([
    ["of exactly the limit", 100, "4".repeat(100), 200],
    ["of one byte more", 100, "4".repeat(101), 413],
  ])("%s is judged by its bytes", async (_name, maxHttpBufferSize, body, status) => {
    const running = await runningEngine({ maxHttpBufferSize });
    const { sid, session } = await running.openPolling();
    expect((await running.post(sid, body)).status).toBe(status);
    expect(session.readyState).toBe("open");
  });

  it("is cut at the limit when it comes in pieces and says no length", async () => {
    const running = await runningEngine({ maxHttpBufferSize: 100 });
    const { sid, session } = await running.openPolling();
    const post = openPost(running, sid, { "transfer-encoding": "chunked" });
    const answered = once(post, "response");
    for (let count = 0; count < 101; count++) post.write("4");
    const [response] = await answered;
    expect(response.statusCode).toBe(413);
    response.destroy();
    expect(session.readyState).toBe("open");
  });

  it("that goes on and on beyond the limit is answered all the same, and cut off a while later", async () => {
    const running = await runningEngine({ maxHttpBufferSize: 100 });
    const { sid, session } = await running.openPolling();
    const socket = running.socket();
    socket.write(
      `POST /engine.io/?EIO=4&transport=polling&sid=${sid} HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 1000000\r\n\r\n${"4".repeat(500)}`,
    );
    const sending = setInterval(() => socket.write("4"), 100);
    expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 413 /);
    clearInterval(sending);
    expect(session.readyState).toBe("open");
  });

  it("may have its characters split over pieces", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    const received = messages(session, 1);
    const bytes = Buffer.from("4\u20ac\u{1F600}");
    const post = openPost(running, sid, { "content-length": bytes.length });
    for (const byte of bytes) post.write(Buffer.of(byte));
    expect(await received).toEqual(["\u20ac\u{1F600}"]);
  });

  it.each([
    ["empty", ""],
    ["white", "  \n"],
    ["behind a byte order mark", "\uFEFF4hello"],
    ["not UTF-8", Buffer.from([0x34, 0xc3, 0x28])],
    ["of an unknown type", "9hello"],
    ["of base64 outside the alphabet", "bAQI*"],
    ["of base64 without padding", "bAQ"],
    ["of base64 with white space", "bAQ ID"],
    ["of separators alone", "\x1e".repeat(100_000)],
    ["of too many packets", Array.from({ length: 10_001 }, () => "4a").join("\x1e")],
  ])("is answered 400 and ends the session when it is %s", async (_name, body) => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    const reason = closeReason(session);
    expect((await running.post(sid, body)).status).toBe(400);
    expect(await reason).toMatch(/^(parse|transport) error$/);
  });

  it("of ten thousand packets is taken", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    const received = messages(session, 10_000);
    await running.post(sid, Array.from({ length: 10_000 }, (_, at) => `4${at}`).join("\x1e"));
    expect((await received).at(-1)).toBe("9999");
  });

  it.each([
    ["application/json", 415],
    ["text/plain;charset=utf-16", 415],
    ["text/plainly", 415],
    ["", 415],
  ])("of type %j is answered %i and leaves the session alone", async (type, status) => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    expect((await running.post(sid, "4hello", { "content-type": type })).status).toBe(status);
    expect(session.readyState).toBe("open");
  });

  it("of bytes ends a session of Engine.IO 4", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    const reason = closeReason(session);
    expect((await running.post(sid, "4hello", { "content-type": "application/octet-stream" })).status).toBe(400);
    expect(await reason).toBe("transport error");
  });

  it("that is compressed is answered 415", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    expect((await running.post(sid, gzipSync("4hello"), { "content-encoding": "gzip" })).status).toBe(415);
    expect(session.readyState).toBe("open");
  });

  it("that stops half-way is not decoded", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    const reason = closeReason(session);
    const heard: unknown[] = [];
    session.on("message", (data) => heard.push(data));
    const arrived = once(running.http, "request");
    const post = openPost(running, sid, { "content-length": 100 });
    post.on("error", () => {});
    post.write("4one\x1e4two\x1e");
    await arrived;
    post.destroy();
    expect(await reason).toBe("transport error");
    expect(heard).toEqual([]);
  });

  it("that takes too long is answered 408", async () => {
    const running = await runningEngine({ bodyTimeout: 30 });
    const { sid } = await running.openPolling();
    const post = openPost(running, sid, { "content-length": 100 });
    post.on("error", () => {});
    post.write("4");
    const [response] = await once(post, "response");
    expect(response.statusCode).toBe(408);
  });
});

describe("the end of a polling session", () => {
  it("comes with a poll that its client leaves", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    const reason = closeReason(session);
    const arrived = once(running.http, "request");
    const socket = running.socket();
    socket.write(`GET /engine.io/?EIO=4&transport=polling&sid=${sid} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await arrived;
    socket.destroy();
    expect(await reason).toBe("transport error");
  });

  it("is told to a waiting poll with a noop when the client closes", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    const reason = closeReason(session);
    const arrived = once(running.http, "request");
    const poll = running.poll(sid);
    await arrived;
    expect((await running.post(sid, "4last\x1e1\x1e4after the end")).text).toBe("ok");
    expect((await poll).text).toBe("6");
    expect(await reason).toBe("transport close");
    expect((await running.poll(sid)).text).toContain("Session ID unknown");
  });

  it("comes after what was sent when the server closes", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    const reason = closeReason(session);
    session.send("last");
    session.close();
    session.send("too late");
    expect(session.readyState).toBe("closing");
    // In two payloads, because clients act on a close packet before they act on the messages in front of it.
    expect((await running.poll(sid)).text).toBe("4last");
    expect((await running.poll(sid)).text).toBe("1");
    expect(await reason).toBe("forced close");
    expect(running.engine.clientsCount).toBe(0);
  });

  it("does not wait for ever for a poll that takes the close packet", async () => {
    const running = await runningEngine({ pollingCloseTimeout: 20 });
    const { session } = await running.openPolling();
    const reason = closeReason(session);
    session.close();
    expect(await reason).toBe("forced close");
  });

  it("comes at once with discard, and with the engine's", async () => {
    const running = await runningEngine();
    const [one, two] = [await running.openPolling(), await running.openPolling()];
    const reasons = Promise.all([closeReason(one.session), closeReason(two.session)]);
    const arrived = once(running.http, "request");
    const poll = running.poll(two.sid);
    await arrived;
    one.session.close(true);
    two.session.send("goodbye");
    running.engine.close();
    expect((await poll).text).toBe("4goodbye\x1e1");
    expect(await reasons).toEqual(["forced close", "server shutting down"]);
    expect(running.engine.clientsCount).toBe(0);
  });

  it("comes to a client that does not fetch what piles up", async () => {
    const running = await runningEngine({ slowConsumerSoftCap: 300_000, slowConsumerHardCap: 1_000_000 });
    const { session } = await running.openPolling();
    const reason = closeReason(session);
    for (let count = 0; count < 11; count++) session.send("x".repeat(100_000));
    expect(await reason).toBe("slow consumer");
    expect(running.engine.counters.slowConsumers).toBe(1);
  });

  it("does not come for one message larger than the caps", async () => {
    const running = await runningEngine({ slowConsumerSoftCap: 300_000, slowConsumerHardCap: 400_000 });
    const { sid, session } = await running.openPolling();
    session.send("x".repeat(500_000));
    expect((await running.poll(sid)).text).toHaveLength(500_001);
    expect(session.readyState).toBe("open");
  });
});

describe("compression", () => {
  const long = "x".repeat(2_000);

  it.each([
    ["gzip, deflate", "gzip"],
    ["deflate", "deflate"],
    ["gzip;q=0, deflate;q=0.5", "deflate"],
    ["br", undefined],
  ])("of a long answer for a client that accepts %j is %s", async (accepted, encoding) => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    session.send(long);
    const answer = await running.poll(sid, { "accept-encoding": accepted });
    expect(answer.headers["content-encoding"]).toBe(encoding);
    if (encoding === "gzip") expect(gunzipSync(answer.bytes).toString()).toBe(`4${long}`);
    if (encoding === undefined) expect(answer.text).toBe(`4${long}`);
  });

  it.each([
    ["short", {}, "short", {}],
    ["below the option's threshold", { httpCompression: { threshold: 3_000 } }, long, {}],
    ["sent without compress", {}, long, { compress: false }],
    ["of a server that does not compress", { httpCompression: false }, long, {}],
  ])("is left out where the answer is %s", async (_name, options, text, flags) => {
    const running = await runningEngine(options);
    const { sid, session } = await running.openPolling();
    session.send(text, flags);
    const answer = await running.poll(sid, { "accept-encoding": "gzip" });
    expect(answer.headers["content-encoding"]).toBeUndefined();
    expect(answer.text).toBe(`4${text}`);
  });
});
