import { once } from "node:events";
import { connect } from "node:net";
import { OutboundMessage } from "@upwire/server/engine";
import { describe, expect, it, onTestFinished } from "vitest";
import { UPGRADE_LINES } from "../upgrade-headers.ts";
import { closeReason, messages, runningEngine } from "./running-engine.ts";

describe("a WebSocket session", () => {
  it("opens with a handshake that offers nothing further", async () => {
    const running = await runningEngine();
    const { session, open } = await running.openWebSocket();
    expect(open).toBe(
      `0{"sid":"${session.id}","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}`,
    );
    expect(session.transport.name).toBe("websocket");
    expect(session.upgraded).toBe(false);
  });

  it("carries text and bytes both ways in order", async () => {
    const running = await runningEngine();
    const { ws, session } = await running.openWebSocket();
    const values = [
      "plain",
      "",
      "\u20ac\u{1F600}",
      Buffer.from([1, 2, 3]),
      Buffer.alloc(0),
      "x".repeat(125),
      "x".repeat(126),
      "\u00e9".repeat(63),
      "x".repeat(70_000),
      Buffer.alloc(70_000, 7),
    ];
    const received = messages(session, values.length);
    for (const value of values) ws.send(typeof value === "string" ? `4${value}` : value);
    expect(await received).toEqual(values);
    for (const value of values) session.send(value);
    for (const value of values) expect(await ws.next()).toEqual(typeof value === "string" ? `4${value}` : value);
  });

  it("writes everything of a tick at once", async () => {
    const running = await runningEngine();
    const { session } = await running.openWebSocket();
    const accepted = once(running.http, "connection");
    const socket = connect(running.port, "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    const [serverSide] = await accepted;
    socket.write(`GET /engine.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a\r\n${UPGRADE_LINES}\r\n`);
    const opened = await running.session();
    await once(socket, "data");
    const writes: number[] = [];
    const { _writev, _write } = serverSide;
    serverSide._write = (chunk: string, encoding: string, done: () => void) => {
      writes.push(1);
      _write.call(serverSide, chunk, encoding, done);
    };
    serverSide._writev = (chunks: unknown[], done: () => void) => {
      writes.push(chunks.length);
      _writev.call(serverSide, chunks, done);
    };
    opened.send("a").send("b");
    await once(socket, "data");
    opened.send("c").send(Buffer.from("d")).send("e").send("f");
    await once(socket, "data");
    // First two text frames in one string; then text, bytes, text in one vector.
    expect(writes).toEqual([1, 3]);
    expect(session.readyState).toBe("open");
  });

  it("sends base64 to clients that ask for it, and takes it", async () => {
    const running = await runningEngine();
    const { ws, session } = await running.openWebSocket("EIO=4&b64=1");
    session.sendMessage(new OutboundMessage('451-["e",{"_placeholder":true,"num":0}]', [Buffer.from([1, 2, 3])]));
    expect(await ws.next()).toBe('4451-["e",{"_placeholder":true,"num":0}]');
    expect(await ws.next()).toBe("bAQID");
    const received = messages(session, 1);
    ws.send("bAQID");
    expect(await received).toEqual([Buffer.from([1, 2, 3])]);
  });

  it("shares the frames of a message among its receivers", async () => {
    const running = await runningEngine();
    const opened = [
      await running.openWebSocket(),
      await running.openWebSocket(),
      await running.openWebSocket("EIO=4&b64=1"),
    ];
    const message = new OutboundMessage("2[1]", [Buffer.from([9])]);
    const form = { protocol: 4, base64: false } as const;
    expect(message.frame(form)).toBe(message.frame(form));
    for (const { session } of opened) session.sendMessage(message);
    const frames = await Promise.all(opened.map(async ({ ws }) => [await ws.next(), await ws.next()]));
    expect(frames).toEqual([
      ["42[1]", Buffer.from([9])],
      ["42[1]", Buffer.from([9])],
      ["42[1]", "bCQ=="],
    ]);
  });

  it("compresses through permessage-deflate where that is switched on and agreed on", async () => {
    const running = await runningEngine({ perMessageDeflate: { threshold: 10 } });
    const { ws, session } = await running.openWebSocket("EIO=4", { perMessageDeflate: true });
    expect(ws.ws.extensions).toBe("permessage-deflate");
    const text = "x".repeat(5_000);
    session.send(text).send(Buffer.alloc(5_000, 1)).send("short", { compress: false });
    expect([await ws.next(), await ws.next(), await ws.next()]).toEqual([`4${text}`, Buffer.alloc(5_000, 1), "4short"]);
    const received = messages(session, 1);
    ws.send(`4${text}`);
    expect(await received).toEqual([text]);
  });

  it("compresses no message that is sent without", async () => {
    const running = await runningEngine({ perMessageDeflate: { threshold: 10 } });
    const upgraded = once(running.http, "upgrade");
    const { ws, session } = await running.openWebSocket("EIO=4", { perMessageDeflate: true });
    const [, socket] = await upgraded;
    const text = "x".repeat(5_000);
    const bytesOf = async (options: { compress?: boolean }): Promise<number> => {
      const before = socket.bytesWritten;
      session.send(text, options);
      expect(await ws.next()).toBe(`4${text}`);
      return socket.bytesWritten - before;
    };
    expect(await bytesOf({})).toBeLessThan(100);
    expect(await bytesOf({ compress: true })).toBeLessThan(100);
    expect(await bytesOf({ compress: false })).toBeGreaterThan(5_000);
  });

  it("drops a volatile message behind another of the same tick", async () => {
    const running = await runningEngine();
    const { ws, session } = await running.openWebSocket();
    for (const text of ["one", "two", "three"]) session.send(text, { volatile: true });
    session.send("last");
    expect([await ws.next(), await ws.next()]).toEqual(["4one", "4last"]);
    expect(running.engine.counters.volatileDropped).toBe(2);
  });
});

describe("the documented events of a session", () => {
  it("tell of packets, flushes and drains, and callbacks of what has left", async () => {
    const running = await runningEngine();
    const { ws, session } = await running.openWebSocket();
    const heard: unknown[] = [];
    session.on("packetCreate", (packet) => heard.push(["packetCreate", packet]));
    session.on("packet", (packet) => heard.push(["packet", packet]));
    session.on("data", (data) => heard.push(["data", data]));
    session.on("flush", (packets) => heard.push(["flush", packets.length]));
    const drained = new Promise<void>((resolve) => session.once("drain", resolve));
    const sent = new Promise((resolve) => session.send("hello", resolve));
    expect(await sent).toBe(session.transport);
    await drained;
    const received = messages(session, 1);
    ws.send("4back");
    await received;
    const packet = { type: "message", data: "hello" };
    expect(heard).toEqual([
      ["packetCreate", packet],
      ["flush", 1],
      ["packet", { type: "message", data: "back" }],
      ["data", "back"],
    ]);
  });

  it("reach the engine's listeners of flush and drain", async () => {
    const running = await runningEngine();
    const flushed = new Promise((resolve) =>
      running.engine.on("flush", (session, packets) => resolve([session.id, packets])),
    );
    const drained = new Promise((resolve) => running.engine.on("drain", resolve));
    const { session } = await running.openWebSocket();
    session.send("hello");
    expect(await flushed).toEqual([session.id, [{ type: "message", data: "hello" }]]);
    expect(await drained).toBe(session);
  });

  it("survive a listener and a consumer that throw, and report them", async () => {
    const running = await runningEngine();
    const { ws, session } = await running.openWebSocket();
    const errors: unknown[] = [];
    running.engine.on("handler_error", (error) => errors.push(error));
    session.on("message", () => {
      throw new Error("a listener");
    });
    session.consumer = {
      text() {
        throw new Error("a consumer");
      },
      binary() {},
      closed() {},
    };
    const received = messages(session, 2);
    ws.send("4one");
    ws.send("4two");
    await received;
    expect(errors.map(String)).toEqual([
      "Error: a listener",
      "Error: a consumer",
      "Error: a listener",
      "Error: a consumer",
    ]);
    expect(running.engine.counters.handlerErrors).toBe(4);
    expect(session.readyState).toBe("open");
  });
});

describe("a WebSocket ends", () => {
  it.each([
    ["an unknown type", "9"],
    ["a letter", "x"],
    ["an emoji", "\u{1F600}"],
    ["an empty frame", ""],
    ["base64 that is none", "b*"],
  ])("with a parse error on %s", async (_name, frame) => {
    const running = await runningEngine();
    const { ws, session } = await running.openWebSocket();
    const reason = closeReason(session);
    ws.send(frame);
    expect(await reason).toBe("parse error");
    await ws.closed;
  });

  it.each(["0{}", "5", "6"])("not on %j, which means nothing here", async (frame) => {
    const running = await runningEngine();
    const { ws, session } = await running.openWebSocket();
    const received = messages(session, 1);
    ws.send(frame);
    ws.send("4after");
    expect(await received).toEqual(["after"]);
  });

  it("with 1009 on a message above the limit, before it has come", async () => {
    const running = await runningEngine({ maxHttpBufferSize: 1_000 });
    const { ws, session } = await running.openWebSocket();
    const reason = closeReason(session);
    ws.send("4".repeat(1_001));
    expect(await ws.closed).toBe(1009);
    expect(await reason).toBe("transport error");
  });

  it("with 1008 on too many fragments", async () => {
    const running = await runningEngine({ maxFragments: 10 });
    const { ws, session } = await running.openWebSocket();
    const reason = closeReason(session);
    for (let count = 0; count < 12; count++) ws.ws.send("4", { fin: false });
    expect(await ws.closed).toBe(1008);
    expect(await reason).toBe("transport error");
  });

  it("with 1008 on a flood of pings, and answers those below", async () => {
    const running = await runningEngine({ maxPingsPerSecond: 5 });
    const { ws, session } = await running.openWebSocket();
    const reason = closeReason(session);
    let pongs = 0;
    ws.ws.on("pong", (data) => (pongs += data.toString() === "\u00e9" ? 1 : 0));
    for (let count = 0; count < 6; count++) ws.ws.ping("\u00e9");
    expect(await ws.closed).toBe(1008);
    expect(await reason).toBe("transport error");
    expect(pongs).toBe(5);
  });

  it("with the client's close packet or close frame", async () => {
    const running = await runningEngine();
    for (const close of ["packet", "frame"]) {
      const { ws, session } = await running.openWebSocket();
      const reason = closeReason(session);
      if (close === "packet") ws.send("1");
      else ws.ws.close();
      expect(await reason).toBe("transport close");
      await ws.closed;
    }
    expect(running.engine.clientsCount).toBe(0);
  });

  it("when the connection is cut", async () => {
    const running = await runningEngine();
    const { ws, session } = await running.openWebSocket();
    const reason = closeReason(session);
    ws.ws.terminate();
    expect(await reason).toBe("transport close");
  });

  it("when the server closes, after what was sent", async () => {
    const running = await runningEngine();
    const { ws, session } = await running.openWebSocket();
    const reason = closeReason(session);
    session.send("last");
    session.close();
    session.send("too late");
    expect(await ws.next()).toBe("4last");
    expect(await ws.closed).toBe(1005);
    expect(await reason).toBe("forced close");
  });

  it("when the engine closes, and the HTTP server can follow", async () => {
    const running = await runningEngine();
    const { ws, session } = await running.openWebSocket();
    const reason = closeReason(session);
    running.engine.close();
    expect(await reason).toBe("server shutting down");
    await ws.closed;
  });

  it("when its peer never answers the close frame", async () => {
    const running = await runningEngine({ closeTimeout: 30 });
    const accepted = once(running.http, "connection");
    const { ws, session } = await running.openWebSocket();
    const [serverSide] = await accepted;
    ws.ws.pause();
    session.close();
    await once(serverSide, "close");
  });
});

describe("a peer that does not read", () => {
  it("is cut after the grace when its queue stays above the soft cap", async () => {
    const running = await runningEngine({ slowConsumerSoftCap: 1_000_000, slowConsumerGrace: 50 });
    const accepted = once(running.http, "connection");
    const { ws, session } = await running.openWebSocket();
    const [serverSide] = await accepted;
    const reason = closeReason(session);
    const closed = once(serverSide, "close");
    ws.ws.pause();
    for (let count = 0; count < 30; count++) session.send("x".repeat(1_000_000));
    expect(session.bufferedAmount).toBeGreaterThan(1_000_000);
    expect(session.transport.writable).toBe(false);
    expect(await reason).toBe("slow consumer");
    await closed;
    expect(running.engine.counters.slowConsumers).toBe(1);
    expect(running.logs).toContainEqual(expect.stringContaining("does not read"));
  });

  it("is cut at once above the hard cap", async () => {
    const running = await runningEngine({
      slowConsumerSoftCap: 1_000_000,
      slowConsumerHardCap: 10_000_000,
      slowConsumerGrace: 60_000,
    });
    const { ws, session } = await running.openWebSocket();
    const reason = closeReason(session);
    ws.ws.pause();
    for (let count = 0; count < 30 && session.readyState === "open"; count++) session.send("x".repeat(1_000_000));
    expect(await reason).toBe("slow consumer");
  });

  it("is left alone when it comes round, and after one message above the caps", async () => {
    const running = await runningEngine({
      slowConsumerSoftCap: 100_000,
      slowConsumerHardCap: 1_000_000,
      slowConsumerGrace: 200,
      maxHttpBufferSize: 1e8,
    });
    const { ws, session } = await running.openWebSocket();
    session.send("x".repeat(5_000_000));
    expect(await ws.next()).toHaveLength(5_000_001);
    session.send("still here");
    expect(await ws.next()).toBe("4still here");
  });
});
