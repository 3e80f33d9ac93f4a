import { describe, expect, it } from "vitest";
import { hostileGround } from "./ground.ts";
import type { Target } from "./target.ts";

const ground = hostileGround();
const placeholder = (num: unknown): string => `{"_placeholder":true,"num":${JSON.stringify(num)}}`;
const placeholders = (count: number): string =>
  Array.from({ length: count }, (_, index) => placeholder(index)).join(",");
const ONE = `451-["echo",${placeholder(0)}]`;

/** Sends frames on a connection that has joined `/`, which must end with a parse error before the application hears of them. */
async function ends(target: Target, frames: readonly (string | Buffer)[]): Promise<void> {
  const raw = await target.joinedWebSocket();
  raw.send(...frames);
  await raw.closed;
  await target.reaches({ closings: ["parse error"], heard: [], held: { sessions: 1, sockets: 1 } });
  expect((await target.report()).logs).toMatchObject([{ level: "warn" }]);
}

describe("row 68: an attachment count", () => {
  it.each([
    "-1-",
    "1.5-",
    "1e0-",
    "0x1-",
    " 1-",
    "-",
    "",
    "0-",
    "01-",
    "11-",
    "999999999-",
    `${"9".repeat(400)}-`,
    "1",
  ])("row 68: ends the connection when it is %j", async (count) => {
    await ends(await ground.serve(), [`45${count}["echo",${placeholder(0)}]`, Buffer.of(1)]);
  });

  it.each([1, 2, 10])("row 68: is good as %i", async (count) => {
    const target = await ground.serve({ trace: "harmless" });
    const raw = await target.joinedWebSocket();
    const header = `45${count}-["echo",${placeholders(count)}]`;
    const attachments = Array.from({ length: count }, (_, index) => Buffer.of(index));
    raw.send(header, ...attachments);
    expect(await raw.next()).toBe(header);
    for (const attachment of attachments) expect(await raw.next()).toEqual(attachment);
  });

  it("row 68: is held to the option", async () => {
    await ends(await ground.serve({ io: { maxAttachments: 2 } }), [`453-["echo",${placeholders(3)}]`]);
  });
});

describe("row 69: a placeholder", () => {
  it.each([
    ["-1", `451-["echo",${placeholder(-1)}]`],
    ["0.5", `451-["echo",${placeholder(0.5)}]`],
    ["the name of a method", `451-["echo",${placeholder("splice")}]`],
    ["__proto__", `451-["echo",${placeholder("__proto__")}]`],
    ["a number in quotes", `451-["echo",${placeholder("0")}]`],
    ["a list", `451-["echo",${placeholder([0])}]`],
    ["null", `451-["echo",${placeholder(null)}]`],
    ["beyond the end", `451-["echo",${placeholder(1)}]`],
    ["without a number", '451-["echo",{"_placeholder":true}]'],
    ["used twice", `451-["echo",${placeholder(0)},${placeholder(0)}]`],
    ["missing for an attachment", '451-["echo"]'],
    ["in place of the name", `451-[${placeholder(0)}]`],
    ["in place of the list", `451-${placeholder(0)}`],
    ["nested 1 000 deep", `451-["echo",${"[".repeat(1_000)}${placeholder(0)}${"]".repeat(1_000)}]`],
    ["false", '451-["echo",{"_placeholder":false,"num":0}]'],
  ])("row 69: ends the connection when it is %s", async (_what, header) => {
    await ends(await ground.serve(), [header, Buffer.of(1)]);
  });

  it("row 69: nested 500 deep is replaced", async () => {
    const target = await ground.serve({ trace: "harmless" });
    const raw = await target.joinedWebSocket();
    const header = `451-["echo",${"[".repeat(500)}${placeholder(0)}${"]".repeat(500)}]`;
    raw.send(header, Buffer.of(7));
    expect([await raw.next(), await raw.next()]).toEqual([header, Buffer.of(7)]);
  });

  it.each(['{"_placeholder":true,"num":0}', '{"_placeholder":true,"num":"splice"}', '{"_placeholder":true}'])(
    "row 69: in a text event is data: %s",
    async (json) => {
      const target = await ground.serve({ trace: "harmless" });
      const raw = await target.joinedWebSocket();
      raw.send(`42["echo",${json}]`);
      expect(await raw.next()).toBe(`42["echo",${json}]`);
    },
  );
});

describe("row 70: messages in the wrong order", () => {
  it.each<[string, (string | Buffer)[]]>([
    ["a text event where an attachment was due", [ONE, '42["echo",1]']],
    ["a CONNECT where an attachment was due", [ONE, "40/chat,"]],
    ["a header where an attachment was due", [ONE, ONE]],
    ["an attachment without a header", [Buffer.of(1)]],
    ["no bytes without a header", [Buffer.alloc(0)]],
  ])("row 70: end the connection: %s", async (_what, frames) => {
    await ends(await ground.serve(), frames);
  });

  it("row 70: end the connection with the attachment that is one too many, after the event was heard", async () => {
    const target = await ground.serve();
    const raw = await target.joinedWebSocket();
    raw.send(ONE, Buffer.of(1), Buffer.of(2), '42["echo",1]');
    await raw.closed;
    await target.reaches({ closings: ["parse error"], heard: [["echo", 1]] });
  });

  it("row 70: end the connection when an attachment does not come in time, whatever else does", async () => {
    const target = await ground.serve({ io: { attachmentTimeout: 100 } });
    const raw = await target.joinedWebSocket();
    raw.send(`452-["echo",${placeholders(2)}]`, Buffer.of(1), "3", "6");
    await raw.closed;
    await target.reaches({ closings: ["parse error"], heard: [], logs: [{ code: "ATTACHMENTS_OVERDUE" }] });
  });

  it("row 70: end the connection over polling as well", async () => {
    const target = await ground.serve();
    const session = await target.joinedPolling();
    await session.post(`${ONE}\x1ebAQ==\x1ebAg==`);
    await target.reaches({ closings: ["parse error"], heard: [["echo", 1]], held: { sessions: 1 } });
  });

  it("row 70: may have no bytes in an attachment that was announced", async () => {
    const target = await ground.serve({ trace: "harmless" });
    const raw = await target.joinedWebSocket();
    raw.send(ONE, Buffer.alloc(0));
    expect([await raw.next(), await raw.next()]).toEqual([ONE, Buffer.alloc(0)]);
  });
});

describe("row 71: attachments that are too much together", () => {
  it("row 71: end the connection with the one that goes over the total", async () => {
    const attachments = Array.from({ length: 10 }, () => Buffer.alloc(1_000_000));
    await ends(await ground.serve(), [`4510-["echo",${placeholders(10)}]`, ...attachments]);
  });

  it("row 71: come through as long as they stay below it", async () => {
    const target = await ground.serve({ trace: "harmless" });
    const raw = await target.joinedWebSocket();
    const header = `4510-["echo",${placeholders(10)}]`;
    raw.send(header, ...Array.from({ length: 10 }, () => Buffer.alloc(100_000)));
    expect(await raw.next()).toBe(header);
    for (let index = 0; index < 10; index++) expect((await raw.next()).length).toBe(100_000);
  });

  it("row 71: are no larger one by one than a message may be", async () => {
    const target = await ground.serve();
    const raw = await target.joinedWebSocket();
    raw.send(ONE, Buffer.alloc(1_000_001));
    expect(await raw.closed).toBe(1009);
    await target.reaches({ closings: ["transport error"], heard: [] });
  });
});

describe("row 72: binary before a namespace was joined", () => {
  it.each<[string, (string | Buffer)[]]>([
    ["an attachment", [Buffer.alloc(900_000)]],
    ["a header", [ONE]],
    ["a header and its attachment", [ONE, Buffer.alloc(900_000)]],
    ["a header, and then nothing but a goodbye", [`452-["echo",${placeholders(2)}]`, Buffer.alloc(900_000), "1"]],
  ])("row 72: is dropped and freed, with the connection: %s", async (_what, frames) => {
    const target = await ground.serve();
    const before = (await target.weigh()).heapUsed;
    for (let round = 0; round < 20; round++) {
      const raw = await target.openWebSocket();
      raw.send(...frames);
      await raw.closed;
    }
    await target.forgets("everything");
    const { heapUsed, logs, heard } = await target.weigh();
    expect(heard).toEqual([]);
    expect(logs).toHaveLength(20);
    expect(heapUsed - before).toBeLessThan(2_000_000);
  });
});

describe("row 73: bytes that the server sends", () => {
  const one = `451-["bytes",${placeholder(0)}]`;

  it.each<[string, string, Buffer[]]>([
    ["a view with an offset", one, [Buffer.of(1, 2, 3)]],
    ["a DataView with an offset", one, [Buffer.of(1, 2, 3)]],
    ["a wide view with an offset", one, [Buffer.of(1, 2, 3, 4)]],
    ["an ArrayBuffer", one, [Buffer.of(1, 2, 3)]],
    ["a Buffer of a pool", one, [Buffer.from("abc")]],
    ["shared memory", one, [Buffer.of(1, 2, 3)]],
    ["no bytes", one, [Buffer.alloc(0)]],
    [
      "nested bytes",
      `452-["bytes",{"list":[{"bytes":${placeholder(0)}},${placeholder(1)}]}]`,
      [Buffer.of(1), Buffer.of(2)],
    ],
  ])("row 73: are exactly those of %s, over both transports", async (kind, header, attachments) => {
    const target = await ground.serve({ trace: "harmless" });
    const raw = await target.joinedWebSocket();
    raw.send(`42["bytes","${kind}"]`);
    expect(await raw.next()).toBe(header);
    for (const attachment of attachments) expect(await raw.next()).toEqual(attachment);
    const session = await target.joinedPolling();
    await session.post(`42["bytes","${kind}"]`);
    const encoded = attachments.map((attachment) => `b${attachment.toString("base64")}`);
    expect((await session.poll()).body).toBe([header, ...encoded].join("\x1e"));
  });

  it.each([
    ["a Blob", "Blob"],
    ["detached memory", "TypeError"],
  ])("row 73: that cannot be read fail their sender clearly, and nothing else: %s", async (kind, error) => {
    const target = await ground.serve();
    const raw = await target.joinedWebSocket();
    raw.send(`42["bytes","${kind}"]`, '42["echo",1]');
    expect(await raw.next()).toBe('42["echo",1]');
    expect((await target.report()).handlerErrors).toEqual([expect.stringContaining(error)]);
  });
});
