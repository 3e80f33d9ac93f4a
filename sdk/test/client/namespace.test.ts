import { describe, expect, it } from "vitest";
import type { ConnectionOptions } from "../../src/connection.ts";
import { connect } from "../../src/connect.ts";
import { UpwireError } from "../../src/errors.ts";
import { losses, type LostPacket } from "../../src/features/losses.ts";
import { recovery } from "../../src/features/recovery.ts";
import { FakeClock, settled } from "../../src/testing/index.ts";
import { scriptedServer } from "../support/scripted-server.ts";
import { uncaughtDuring } from "../support/uncaught-during.ts";

function setUp(options: Partial<ConnectionOptions> = {}) {
  const clock = new FakeClock();
  const server = scriptedServer();
  const client = connect("http://server.test", { transport: server.transport, clock, ...options });
  return { clock, server, client };
}

/** A client whose root namespace is joined. */
async function joined(options: Partial<ConnectionOptions> = {}) {
  const parts = setUp(options);
  const socket = parts.client.of();
  await parts.server.open();
  await parts.server.say('0{"sid":"socket-id"}');
  parts.server.received.length = 0;
  return { ...parts, socket };
}

describe("joining a namespace", () => {
  it("asks the server at /socket.io/ and is connected when the server has answered", async () => {
    const { server, client } = setUp();
    const socket = client.of();
    expect(server.url.pathname).toBe("/socket.io/");
    await server.open();
    expect(server.received).toEqual(["40"]);
    expect(socket.connected).toBe(false);
    await server.say('0{"sid":"socket-id"}');
    expect([socket.connected, socket.id]).toEqual([true, "socket-id"]);
  });

  it("shares one link among namespaces, each with its own credentials", async () => {
    const { server, client } = setUp();
    client.of("/a", { auth: { token: 1 } });
    client.of("/b", { auth: async () => ({ token: 2 }) });
    await server.open();
    expect([server.sessions, server.received]).toEqual([1, ['40/a,{"token":1}', '40/b,{"token":2}']]);
  });

  it("hands out the same socket for the same name", () => {
    const { client } = setUp();
    expect(client.of("/a")).toBe(client.of("/a"));
  });

  it("asks for the credentials anew at each connection", async () => {
    const { server, client } = setUp();
    let calls = 0;
    client.of("/", { auth: () => ({ call: ++calls }) });
    await server.open();
    expect(server.received).toEqual(['40{"call":1}']);
    await server.cut();
    client.connect();
    await server.open();
    expect(server.received).toEqual(['40{"call":2}']);
  });

  it("reports credentials that throw, with their cause, and waits for connect()", async () => {
    const { server, client } = setUp();
    const cause = new Error("no token");
    let broken = true;
    const socket = client.of("/", {
      auth: () => {
        if (broken) throw cause;
        return {};
      },
    });
    const errors: UpwireError[] = [];
    socket.on("connect_error", (error) => errors.push(error));
    await server.open();
    expect(errors).toMatchObject([{ code: "AUTH_FAILED", cause }]);
    expect(socket.active).toBe(false);
    broken = false;
    socket.connect();
    await server.open();
    expect(server.received).toEqual(["40{}"]);
  });

  it("reports credentials that never come instead of hanging silently, and still uses them when they do", async () => {
    const { clock, server, client } = setUp({ timeout: 1_000 });
    const { promise, resolve } = withResolvers<object>();
    const socket = client.of("/", { auth: () => promise });
    const codes: string[] = [];
    socket.on("connect_error", (error) => codes.push(error.code));
    await server.open();
    await clock.advance(1_000);
    expect(codes).toEqual(["TIMEOUT"]);
    resolve({ late: true });
    await settled();
    expect(server.received).toEqual(['40{"late":true}']);
  });

  it("joins once when it left and came back while the credentials were on their way", async () => {
    const { server, client } = setUp();
    client.of("/other");
    const socket = client.of("/a", { auth: async () => ({}) });
    await server.open();
    server.received.length = 0;
    socket.disconnect().connect().disconnect().connect();
    await settled();
    expect(server.received).toEqual(["40/a,{}"]);
  });

  it("hands over the server's refusal with its data and does not come back by itself", async () => {
    const { server, client } = setUp();
    client.of("/other");
    const socket = client.of("/admin");
    const errors: unknown[] = [];
    socket.on("connect_error", (error) => errors.push([error.code, error.message, error.data]));
    await server.open();
    await server.say('4/admin,{"message":"not you","data":{"why":"token"}}');
    expect(errors).toEqual([["CONNECT_REFUSED", "not you", { why: "token" }]]);
    expect([socket.active, client.state]).toEqual([false, "connected"]);
  });

  it("says that a server of Socket.IO 2 needs eio3", async () => {
    const { server, client } = setUp();
    const messages: string[] = [];
    client.of().on("connect_error", (error) => messages.push(`${error.code}: ${error.message}`));
    await server.open();
    await server.say("0");
    expect(messages).toEqual([expect.stringMatching(/^PROTOCOL_MISMATCH: .*eio3/)]);
  });

  it("takes the link down with the last namespace", async () => {
    const { server, client, socket } = await joined();
    const reasons: string[] = [];
    socket.on("disconnect", (reason) => reasons.push(reason));
    socket.disconnect();
    await settled();
    expect([reasons, client.state, socket.active]).toEqual([["io client disconnect"], "closed", false]);
    expect(server.received).toEqual(["41", "1"]);
  });

  it("that a listener of another leaves when the link falls hears that it was left, and nothing else", async () => {
    const { server, client } = setUp();
    const [a, b] = [client.of("/a"), client.of("/b")];
    const heard: unknown[] = [];
    a.on("disconnect", () => b.disconnect());
    b.on("disconnect", (reason) => heard.push(reason));
    b.on("connect_error", (error) => heard.push(error.code));
    await server.open();
    await server.say('0/a,{"sid":"1"}', '0/b,{"sid":"2"}');
    await server.cut();
    expect(heard).toEqual(["io client disconnect"]);
  });

  it("ends when the server disconnects it, and not the others", async () => {
    const { server, client } = setUp();
    const [a, b] = [client.of("/a"), client.of("/b")];
    const reasons: string[] = [];
    a.on("disconnect", (reason) => reasons.push(reason));
    await server.open();
    await server.say('0/a,{"sid":"1"}', '0/b,{"sid":"2"}', "1/a,");
    expect([reasons, a.connected, a.active, b.connected]).toEqual([["io server disconnect"], false, false, true]);
  });
});

describe("events", () => {
  it("come with their arguments, to all listeners in order, any-listeners first", async () => {
    const { server, socket } = await joined();
    const log: unknown[] = [];
    socket.on("e", (...args) => log.push(["e", ...args]));
    socket.onAny((...args) => log.push(["any", ...args]));
    await server.say('2["e",1,{"a":[null]}]');
    expect(log).toEqual([
      ["any", "e", 1, { a: [null] }],
      ["e", 1, { a: [null] }],
    ]);
  });

  it("stop coming when the function that on() returned is called, and come once after once()", async () => {
    const { server, socket } = await joined();
    const log: unknown[] = [];
    const off = socket.on("e", () => log.push("on"));
    socket.once("e", () => log.push("once"));
    await server.say('2["e"]');
    off();
    await server.say('2["e"]');
    expect(log).toEqual(["on", "once"]);
  });

  it("reach the other listeners when one throws, and what it threw is reported", async () => {
    const { server, socket } = await joined();
    const error = new Error("mine");
    const log: unknown[] = [];
    socket.on("e", () => {
      throw error;
    });
    socket.on("e", () => log.push("second"));
    const uncaught = await uncaughtDuring(() => server.say('2["e"]'));
    expect([log, uncaught, socket.connected]).toEqual([["second"], [error], true]);
  });

  it("named __proto__ or constructor are events like any other", async () => {
    const { server, socket } = await joined();
    const log: unknown[] = [];
    socket.on("__proto__", (value) => log.push(value));
    socket.on("constructor", (value) => log.push(value));
    await server.say('2["__proto__",1]', '2["constructor",2]', '2["toString",3]');
    expect(log).toEqual([1, 2]);
  });

  it("that come before the server's CONNECT wait for it where recovery may bring some", async () => {
    const { server, client } = setUp({ features: [recovery()] });
    const log: unknown[] = [];
    const socket = client.of();
    socket.on("connect", () => log.push("connect"));
    socket.on("e", (value) => log.push(value));
    await server.open();
    await server.say('2["e",1]');
    expect(log).toEqual([]);
    await server.say('0{"sid":"x"}');
    expect(log).toEqual([1, "connect"]);
  });

  it("with reserved names are refused at once", async () => {
    const { socket } = await joined();
    for (const name of ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"]) {
      expect(() => socket.emit(name)).toThrow(UpwireError);
    }
  });

  it("that JSON cannot say are refused at once, and leave no acknowledgement behind", async () => {
    const { socket, server } = await joined();
    expect(() => socket.emit("e", 1n, () => {})).toThrow(TypeError);
    await settled();
    expect(server.received).toEqual([]);
  });

  it("carry more binary than servers take, and no more than is asked for", async () => {
    const header = '51-["e",{"_placeholder":true,"num":0}]';
    const { server, socket } = await joined();
    const sizes: unknown[] = [];
    socket.on("e", (bytes: Uint8Array) => sizes.push(bytes.byteLength));
    await server.say(header, new Uint8Array(1_048_576));
    expect(sizes).toEqual([1_048_576]);
    const small = await joined({ maxAttachmentBytes: 3 });
    await small.server.say(header, new Uint8Array(4));
    expect(small.client.state).toBe("closed");
  });

  it("leave in order, binary as attachments", async () => {
    const { server, socket } = await joined();
    socket.emit("a", 1);
    socket.emit("b", new Uint8Array([1, 2]));
    await settled();
    expect(server.received).toEqual(['42["a",1]', '451-["b",{"_placeholder":true,"num":0}]', new Uint8Array([1, 2])]);
  });
});

describe("acknowledgements", () => {
  it("answer the event they belong to, once", async () => {
    const { server, socket } = await joined();
    const log: unknown[] = [];
    socket.emit("e", 1, (...values: unknown[]) => log.push(values));
    await settled();
    expect(server.received).toEqual(['420["e",1]']);
    await server.say('30["yes",2]', '30["again"]', "37[]");
    expect(log).toEqual([["yes", 2]]);
  });

  it("are sent when the handler calls back, and only the first time", async () => {
    const { server, socket } = await joined();
    socket.on("e", (value, reply) => {
      reply(value, "ok");
      reply("again");
    });
    await server.say('27["e",1]');
    expect(server.received).toEqual(['437[1,"ok"]']);
  });

  it("resolve emitWithAck with the first value", async () => {
    const { server, socket } = await joined();
    const answer = socket.emitWithAck("e");
    await server.say('30["first","second"]');
    expect(await answer).toBe("first");
  });

  it("that come too late are ignored, and the callback has heard of the timeout", async () => {
    const { clock, server, socket } = await joined();
    const log: unknown[] = [];
    socket.timeout(100).emit("e", (error: Error | null, value: unknown) => log.push([error?.message, value]));
    await clock.advance(100);
    await server.say('30["late"]');
    expect(log).toEqual([["operation has timed out: is the server up?", undefined]]);
  });

  it("in time are handed over behind null", async () => {
    const { clock, server, socket } = await joined();
    const log: unknown[] = [];
    socket.timeout(100).emit("e", (...args: unknown[]) => log.push(args));
    await server.say('30["value"]');
    await clock.advance(1_000);
    expect(log).toEqual([[null, "value"]]);
  });

  it("fail when the link is lost, for those who take an error", async () => {
    const { server, socket } = await joined();
    const log: unknown[] = [];
    socket.emit("plain", () => log.push("plain"));
    const failed = expect(socket.emitWithAck("asked")).rejects.toMatchObject({
      code: "DISCONNECTED",
      message: "socket has been disconnected",
    });
    await settled();
    await server.cut();
    await failed;
    expect(log).toEqual([]);
  });

  it("are not sent to another session than the one that asked", async () => {
    const lost: LostPacket[] = [];
    const { server, client, socket } = await joined({ features: [losses((packet) => lost.push(packet))] });
    let reply: ((value: string) => void) | undefined;
    socket.on("e", (callback) => {
      reply = callback;
    });
    await server.say('20["e"]');
    await server.cut();
    client.connect();
    await server.open();
    await server.say('0{"sid":"other"}');
    server.received.length = 0;
    reply?.("too late");
    await settled();
    expect(server.received).toEqual([]);
    expect(lost).toEqual([{ nsp: "/", data: ["too late"], code: "DISCONNECTED" }]);
  });
});

describe("while away", () => {
  it("keeps events in order and sends them when joined, before anybody hears of the connection", async () => {
    const { server, client } = setUp();
    const socket = client.of();
    socket.emit("a");
    socket.emit("b");
    socket.on("connect", () => socket.emit("c"));
    await server.open();
    await server.say('0{"sid":"x"}');
    expect(server.received).toEqual(["40", '42["a"]', '42["b"]', '42["c"]']);
  });

  it("sends what was emitted meanwhile before what a waiting event's handler emits", async () => {
    const { server, client } = setUp({ features: [recovery()] });
    const socket = client.of();
    socket.emit("first");
    socket.on("e", () => socket.emit("second"));
    await server.open();
    await server.say('2["e"]', '0{"sid":"x"}');
    expect(server.received).toEqual(["40", '42["first"]', '42["second"]']);
  });

  it("withdraws an event whose acknowledgement has timed out", async () => {
    const { clock, server, client } = setUp();
    const socket = client.of();
    const answer = socket.timeout(100).emitWithAck("old");
    const failed = expect(answer).rejects.toMatchObject({ code: "TIMEOUT" });
    await clock.advance(100);
    await failed;
    await server.open();
    await server.say('0{"sid":"x"}');
    expect(server.received).toEqual(["40"]);
  });

  it("goes on waiting for the acknowledgement of an event that is still kept", async () => {
    const { server, client, socket } = await joined();
    await server.cut();
    const answer = socket.emitWithAck("kept");
    client.connect();
    await server.open();
    await server.say('0{"sid":"x"}', '30["yes"]');
    expect(await answer).toBe("yes");
  });

  it("drops volatile events, and tells those who wait for an answer", async () => {
    const lost: LostPacket[] = [];
    const { server, client } = setUp({ features: [losses((packet) => lost.push(packet))] });
    const socket = client.of();
    socket.volatile.emit("gone");
    await expect(socket.volatile.emitWithAck("gone")).rejects.toMatchObject({ code: "VOLATILE_DROPPED" });
    await server.open();
    await server.say('0{"sid":"x"}');
    expect(server.received).toEqual(["40"]);
    expect(lost.map(({ code }) => code)).toEqual(["VOLATILE_DROPPED", "VOLATILE_DROPPED"]);
  });

  it("keeps no more than maxBuffered events, and says which it did not keep", async () => {
    const lost: LostPacket[] = [];
    const { server, client } = setUp({ maxBuffered: 2, features: [losses((packet) => lost.push(packet))] });
    const socket = client.of();
    for (const name of ["a", "b", "c"]) socket.emit(name);
    await expect(socket.emitWithAck("d")).rejects.toMatchObject({ code: "BUFFER_FULL" });
    await server.open();
    await server.say('0{"sid":"x"}');
    expect(server.received).toEqual(["40", '42["a"]', '42["b"]']);
    expect(lost).toEqual([
      { nsp: "/", data: ["c"], code: "BUFFER_FULL" },
      { nsp: "/", data: ["d"], code: "BUFFER_FULL" },
    ]);
  });

  it("keeps what is emitted after the heartbeat has expired, though no timer has said so yet", async () => {
    const { clock, server, client, socket } = await joined();
    const reasons: string[] = [];
    socket.on("disconnect", (reason) => reasons.push(reason));
    clock.sleep(60_000);
    socket.emit("kept");
    await settled();
    expect(reasons).toEqual(["ping timeout"]);
    client.connect();
    await server.open();
    await server.say('0{"sid":"x"}');
    expect(server.received).toEqual(["40", '42["kept"]']);
  });
});

describe("losses", () => {
  it("are reported for what was handed to a link that fell before it left", async () => {
    const lost: LostPacket[] = [];
    const { server, socket } = await joined({ features: [losses((packet) => lost.push(packet))] });
    socket.emit("left");
    await settled();
    server.stall();
    socket.emit("stuck");
    await settled();
    await server.cut();
    expect(lost).toEqual([{ nsp: "/", data: ["stuck"], code: "CONNECTION_LOST" }]);
  });

  it("hit volatile events when others wait before them", async () => {
    const { server, socket } = await joined();
    socket.volatile.emit("a");
    server.stall();
    socket.emit("b");
    socket.volatile.emit("c");
    await settled();
    expect(server.received).toEqual(['42["a"]', '42["b"]']);
  });
});

function withResolvers<Value>(): { readonly promise: Promise<Value>; readonly resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
