import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { type RunningServer, runningServer } from "./running-server.ts";

const PLACEHOLDER = '{"_placeholder":true,"num":0}';
const deep = (levels: number): string => `42["e",${"[".repeat(levels)}${"]".repeat(levels)}]`;

/** Each is sent on a connection that has joined `/`; all must end it with a parse error. */
const unparsable: [string, (string | Buffer)[]][] = [
  ["an empty packet", ["4"]],
  ["an unknown type", ["49"]],
  ["an event without data", ["42"]],
  ["an event cut short", ["42["]],
  ["an event that is an object", ["42{}"]],
  ["an event that is empty", ["42[]"]],
  ["an event that is a string", ['42"a"']],
  ["an event that is null", ["42null"]],
  ["a name that is an object", ['42[{"toString":"x"}]']],
  ["a name that is null", ["42[null]"]],
  ["a name that is true", ["42[true]"]],
  ["a name that is a list", ['42[["e"]]']],
  ["the name connect", ['42["connect"]']],
  ["the name disconnecting", ['42["disconnecting"]']],
  ["the name newListener", ['42["newListener"]']],
  ["a name of a megabyte", [`42["${"n".repeat(900_000)}"]`]],
  ["an ack id below zero", ['42-1["e"]']],
  ["an ack id with a fraction", ['421.5["e"]']],
  ["an ack id with an exponent", ['421e3["e"]']],
  ["an ack id of 2^53", ['429007199254740992["e"]']],
  ["an ack id of 400 digits", [`42${"2".repeat(400)}["e"]`]],
  ["an ack id with leading zeros", ['4201["e"]']],
  ["an ack without id", ["43[]"]],
  ["a DISCONNECT with data", ['41{"a":1}']],
  ["auth that is a list", ["40[]"]],
  ["auth that is a string", ['40"a"']],
  ["a namespace of half a megabyte", [`40/${"n".repeat(500_000)},`]],
  ["JSON nested 513 deep", [deep(513)]],
  ["JSON nested 100 000 deep", [deep(100_000)]],
  ["something after the JSON", ['42["e"]x']],
  ["a comment in the JSON", ['42["e"/**/]']],
  ["no attachment count", [`45-["e",${PLACEHOLDER}]`]],
  ["an attachment count below zero", [`45-1-["e",${PLACEHOLDER}]`]],
  ["an attachment count with a fraction", [`451.5-["e",${PLACEHOLDER}]`]],
  ["a hexadecimal attachment count", [`450x1-["e",${PLACEHOLDER}]`]],
  ["no attachments at all", ['450-["e"]']],
  ["eleven attachments", [`4511-["e",${PLACEHOLDER}]`]],
  ["999 999 999 attachments", [`45999999999-["e",${PLACEHOLDER}]`]],
  ["a placeholder that is a method", ['451-["e",{"_placeholder":true,"num":"splice"}]', Buffer.of(1)]],
  ["a placeholder below zero", ['451-["e",{"_placeholder":true,"num":-1}]', Buffer.of(1)]],
  ["a placeholder beyond the end", ['451-["e",{"_placeholder":true,"num":1}]', Buffer.of(1)]],
  ["a placeholder used twice", [`451-["e",${PLACEHOLDER},${PLACEHOLDER}]`, Buffer.of(1)]],
  ["an attachment that nobody uses", ['451-["e"]', Buffer.of(1)]],
  ["text where an attachment was due", [`451-["e",${PLACEHOLDER}]`, '42["e"]']],
  ["a binary packet where an attachment was due", [`451-["e",${PLACEHOLDER}]`, `451-["e",${PLACEHOLDER}]`]],
  ["an attachment that nobody announced", [Buffer.of(1)]],
  ["more attachments than announced", [`451-["e",${PLACEHOLDER}]`, Buffer.of(1), Buffer.of(2)]],
];

/** As above, for what is a packet and stands in the wrong place. */
const misplaced: [string, string][] = [
  ["a second CONNECT", "40"],
  ["an event for a namespace that was not joined", '42/chat,["e"]'],
  ["an ack for a namespace that was not joined", "43/chat,0[]"],
  ["a DISCONNECT for a namespace that was not joined", "41/chat,"],
  ["a CONNECT_ERROR", '44{"message":"x"}'],
];

describe("a connection is closed, and no other is disturbed, by", () => {
  it.each(unparsable)("%s", async (_what, frames) => {
    const server = await runningServer();
    const { reasons } = await attack(server, frames);
    expect(reasons).toEqual(["parse error"]);
  });

  it.each(misplaced)("%s", async (_what, frame) => {
    const server = await runningServer();
    server.io.of("/chat");
    const { reasons } = await attack(server, [frame]);
    expect(reasons).toEqual(["forced server close"]);
  });

  it("attachments that exceed the limit together", async () => {
    const server = await runningServer({ maxHttpBufferSize: 1_000 });
    const { reasons } = await attack(server, [
      `452-["e",${PLACEHOLDER},{"_placeholder":true,"num":1}]`,
      Buffer.alloc(600),
      Buffer.alloc(600),
    ]);
    expect(reasons).toEqual(["parse error"]);
  });

  it("attachments that do not come in time", async () => {
    const server = await runningServer({ attachmentTimeout: 40 });
    const { reasons } = await attack(server, [`451-["e",${PLACEHOLDER}]`]);
    expect(reasons).toEqual(["parse error"]);
    expect(server.logs).toMatchObject([{ detail: { code: "ATTACHMENTS_OVERDUE" } }]);
  });

  it.each([
    ["a second namespace", ["40"]],
    ["the first namespace", []],
  ])("attachments that do not come in time while it joins %s", async (_what, before) => {
    const server = await runningServer({ attachmentTimeout: 40 });
    let admit: (() => void) | undefined;
    server.io.of("/slow").use((_socket, next) => void (admit = next));
    const raw = await server.raw();
    raw.send(...before, "40/slow,", `451-["e",${PLACEHOLDER}]`);
    // Answered after all that was sent before.
    raw.ws.ping();
    await once(raw.ws, "pong");
    admit?.();
    expect(server.io.of("/slow").sockets.size).toBe(1);
    await raw.closed;
    expect(server.logs).toMatchObject([{ detail: { code: "ATTACHMENTS_OVERDUE" } }]);
  });

  it.each([
    ["an event", ['42["e"]']],
    ["a binary event", [`451-["e",${PLACEHOLDER}]`]],
    ["an attachment", [Buffer.of(1)]],
  ])("%s before anything was joined", async (_what, frames) => {
    const server = await runningServer();
    const raw = await server.raw();
    raw.send(...frames);
    await raw.closed;
    expect(server.logs).toHaveLength(1);
  });
});

describe("a connection survives", () => {
  it("attachments that come late but in time, again and again", async () => {
    const server = await runningServer({ attachmentTimeout: 60 });
    server.io.on("connection", (socket) => socket.on("e", (bytes, reply) => reply(bytes.length)));
    const raw = await server.raw();
    await raw.join();
    for (let round = 0; round < 20; round++) {
      raw.send(`451-${round}["e",${PLACEHOLDER}]`);
      await new Promise(setImmediate);
      raw.send(Buffer.of(1, 2));
      expect(await raw.next()).toBe(`43${round}[2]`);
    }
    const idle = await server.raw();
    idle.send("40", `451-["e",${PLACEHOLDER}]`);
    await idle.closed;
    raw.send('4299["e",[0]]');
    expect(await raw.next()).toBe("4399[1]");
  });

  it("keys that name what objects have, when they come back in a broadcast", async () => {
    const server = await runningServer();
    server.io.on("connection", (socket) => socket.on("e", (data) => server.io.emit("e", data)));
    const raw = await server.raw();
    await raw.join();
    const json = '["e",{"__proto__":{"admin":true},"constructor":1,"toJSON":2,"_placeholder":true,"num":"splice"}]';
    raw.send(`42${json}`);
    expect(await raw.next()).toBe(`42${json}`);
  });

  it.each([
    ["JSON nested 500 deep", deep(500)],
    ["ten thousand arguments", `42["e"${",1".repeat(10_000)}]`],
  ])("%s, echoed", async (_what, frame) => {
    const server = await runningServer();
    server.io.on("connection", (socket) => socket.on("e", (...args) => socket.emit("e", ...args)));
    const raw = await server.raw();
    await raw.join();
    raw.send(frame);
    expect(await raw.next()).toBe(frame);
  });

  it("unknown namespaces, until there were too many", async () => {
    const server = await runningServer({ maxRefusedConnects: 5 });
    const raw = await server.raw();
    for (const name of ["/%00", "/../", "/é", "/a?x=1", "/n"]) {
      raw.send(`40${name},`);
      expect(await raw.next()).toBe(`44${name},{"message":"Invalid namespace"}`);
    }
    raw.send("40/sixth,");
    await raw.closed;
    expect(server.logs).toMatchObject([{ detail: { code: "TOO_MANY_REFUSALS" } }]);
  });

  it("joining as many namespaces as are allowed, and is refused one more", async () => {
    const server = await runningServer({ maxNamespaces: 3 });
    server.io.of(/^\/n\d$/);
    const raw = await server.raw();
    for (const name of ["/n1", "/n2", "/n3"]) await raw.join(`${name},`);
    raw.send("40/n4,");
    expect(await raw.next()).toBe('44/n4,{"message":"more than 3 namespaces"}');
    raw.send("41/n1,");
    await raw.join("/n5,");
    expect(server.io.of("/n5").sockets.size).toBe(1);
  });
});

/** Sends frames on a connection that has joined `/`, and waits until it is closed while another goes on. */
async function attack(server: RunningServer, frames: readonly (string | Buffer)[]): Promise<{ reasons: string[] }> {
  const canary = await server.pair();
  canary.socket.on("alive", (reply) => reply("yes"));
  const reasons: string[] = [];
  server.io.on("connection", (socket) => socket.on("disconnect", (reason) => reasons.push(reason)));
  const raw = await server.raw();
  await raw.join();
  raw.send(...frames);
  await raw.closed;
  expect(await canary.client.emitWithAck("alive")).toBe("yes");
  expect(server.io.engine.clientsCount).toBe(1);
  expect(server.io.sockets.adapter.sids.size).toBe(1);
  expect(server.logs).toHaveLength(1);
  return { reasons };
}
