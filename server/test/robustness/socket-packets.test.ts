import { describe, expect, it } from "vitest";
import { hostileGround } from "./ground.ts";
import type { Target } from "./target.ts";

const ground = hostileGround();
const deep = (levels: number, name = "echo"): string => `42["${name}",${"[".repeat(levels)}${"]".repeat(levels)}]`;

/** Sends packets on a connection that has joined `/`, which must end for `reason` before it hears anything, with one line in the log. */
async function ends(
  target: Target,
  packets: readonly string[],
  reason: "parse error" | "forced server close",
): Promise<void> {
  const raw = await target.joinedWebSocket();
  raw.send(...packets, '42["echo","too late"]');
  await raw.closed;
  await target.reaches({ closings: [reason], heard: [], held: { sessions: 1, sockets: 1, rooms: 1 } });
  expect((await target.report()).logs).toMatchObject([{ level: "warn" }]);
}

/** Sends a packet and takes what comes back. */
async function answerTo(target: Target, packet: string): Promise<string | Buffer> {
  const raw = await target.joinedWebSocket();
  raw.send(packet);
  return raw.next();
}

describe("row 57: a packet that is none", () => {
  it.each(["4", "49", "4x", "42", "42[", "42{}", "42[]", '42"a"', "42null", "421", "42[undefined]", "42 []"])(
    "row 57: ends the connection with a parse error: %s",
    async (packet) => {
      await ends(await ground.serve(), [packet], "parse error");
    },
  );

  it("row 57: ends a polling session as well, and the packets behind it do not count", async () => {
    const target = await ground.serve();
    const session = await target.joinedPolling();
    await session.post('42{}\x1e42["echo",1]');
    await target.reaches({ closings: ["parse error"], heard: [], held: { sessions: 1 } });
  });
});

describe("row 58: an event's name", () => {
  it.each([
    ["an object", '{"toString":"x"}'],
    ["true", "true"],
    ["null", "null"],
    ["a list", '["echo"]'],
    ["connect", '"connect"'],
    ["connect_error", '"connect_error"'],
    ["disconnect", '"disconnect"'],
    ["disconnecting", '"disconnecting"'],
    ["newListener", '"newListener"'],
    ["removeListener", '"removeListener"'],
    ["1 025 characters", JSON.stringify("n".repeat(1_025))],
    ["a megabyte", JSON.stringify("n".repeat(990_000))],
  ])("row 58: ends the connection when it is %s", async (_what, name) => {
    await ends(await ground.serve(), [`42[${name}]`], "parse error");
  });

  it.each([
    "5",
    "0",
    "-1.5",
    '"__proto__"',
    '"constructor"',
    '"toString"',
    '"hasOwnProperty"',
    '"error"',
    '""',
    JSON.stringify("n".repeat(1_024)),
  ])("row 58: is an ordinary one as %s", async (name) => {
    const target = await ground.serve({ trace: "harmless" });
    const raw = await target.joinedWebSocket();
    raw.send(`42[${name},1]`, '42["echo",1]');
    expect(await raw.next()).toBe('42["echo",1]');
    expect((await target.report()).heard).toEqual([
      [JSON.parse(name), 1],
      ["echo", 1],
    ]);
  });
});

describe("row 58: a name that a terminal would obey", () => {
  it("row 58: is one escaped line in the log when its handler fails", async () => {
    const target = await ground.serve({ logsToStderr: true });
    const raw = await target.joinedWebSocket();
    raw.send(String.raw`42["\u0000\n\u001b[31m"]`, '42["echo",1]');
    expect(await raw.next()).toBe('42["echo",1]');
    await expect.poll(() => target.stderr).toContain("ugly name");
    const lines = target.stderr.trimEnd().split("\n");
    expect(lines).toHaveLength(1);
    expect([...(lines[0] ?? "")].filter((character) => character < " ")).toEqual([]);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: "error", event: "\0\n\u001b[31m" });
  });
});

describe("row 59: an ack id", () => {
  it.each(["-1", "1.5", "1e3", "9007199254740992", "2".repeat(400), "01", "00", "+1", " 1"])(
    "row 59: ends the connection when it is %s",
    async (id) => {
      await ends(await ground.serve(), [`42${id}["echo",1]`], "parse error");
    },
  );

  it.each(["0", "1", "9007199254740991"])("row 59: is good as %s", async (id) => {
    const target = await ground.serve({ trace: "harmless" });
    expect(await answerTo(target, `42${id}["echo",1]`)).toBe(`43${id}[1]`);
  });

  it.each(["43[]", "43-1[]", "4301[]", '43{"a":1}', "430", "430null"])(
    "row 59: is needed by an ack, and a list behind it: %s",
    async (packet) => {
      await ends(await ground.serve(), [packet], "parse error");
    },
  );
});

describe("row 60: an ack", () => {
  it("row 60: of an id that nobody waits for is ignored and counted", async () => {
    const target = await ground.serve();
    const raw = await target.joinedWebSocket();
    raw.send("430[1]", "439007199254740991[1]", '42["echo",1]');
    expect(await raw.next()).toBe('42["echo",1]');
    expect((await target.report()).counters.unknownAcks).toBe(2);
  });

  it("row 60: counts once, and only in its namespace", async () => {
    const target = await ground.serve();
    const raw = await target.joinedWebSocket();
    await raw.join("/chat,");
    raw.send('42["ask",10000]');
    const question = String(await raw.next());
    const id = /^42(\d+)\["question"\]$/.exec(question)?.[1];
    raw.send(`43/chat,${id}["of another namespace"]`, `43${id}["first"]`, `43${id}["second"]`, '42["echo",1]');
    expect(await raw.next()).toBe('42["echo",1]');
    expect(await target.report()).toMatchObject({ answers: [[null, "first"]], counters: { unknownAcks: 2 } });
  });

  it("row 60: after its time is ignored and counted", async () => {
    const target = await ground.serve();
    const raw = await target.joinedWebSocket();
    raw.send('42["ask",20]');
    const id = /^42(\d+)\["question"\]$/.exec(String(await raw.next()))?.[1];
    await target.reaches({ answers: [["operation has timed out"]] });
    raw.send(`43${id}["late"]`, '42["echo",1]');
    expect(await raw.next()).toBe('42["echo",1]');
    expect(await target.report()).toMatchObject({
      answers: [["operation has timed out"]],
      counters: { unknownAcks: 1 },
    });
  });
});

describe("row 61: a packet in the wrong place", () => {
  it.each([
    ["a second CONNECT", "40", "forced server close"],
    ["a CONNECT_ERROR", '44{"message":"x"}', "forced server close"],
    ["an event for a namespace that was not joined", '42/chat,["echo",1]', "forced server close"],
    ["an ack for a namespace that was not joined", "43/chat,0[]", "forced server close"],
    ["a DISCONNECT for a namespace that was not joined", "41/chat,", "forced server close"],
    ["a DISCONNECT with data", '41{"a":1}', "parse error"],
    ["a DISCONNECT with a list", "41[]", "parse error"],
  ] as const)("row 61: ends the connection: %s", async (_what, packet, reason) => {
    await ends(await ground.serve(), [packet], reason);
  });

  it.each(['42["echo",1]', "430[]", "41", '44{"message":"x"}', '42/chat,["echo",1]'])(
    "row 61: ends the connection before a CONNECT: %s",
    async (packet) => {
      const target = await ground.serve();
      const raw = await target.openWebSocket();
      raw.send(packet, "40");
      await raw.closed;
      await target.reaches({
        logs: [{ level: "warn", code: "UNEXPECTED_PACKET" }],
        closings: [],
        heard: [],
        held: { sessions: 1 },
      });
    },
  );
});

describe("row 62: a namespace", () => {
  it.each([
    ["of half a megabyte", `/${"n".repeat(500_000)}`],
    ["of 1 025 characters", `/${"n".repeat(1_024)}`],
    ["with a query of 9 000", `/a?${"q".repeat(9_000)}`],
  ])("row 62: ends the connection when it is one %s", async (_what, name) => {
    await ends(await ground.serve(), [`40${name},`], "parse error");
  });

  it.each([
    "/%00",
    "/../",
    "/é",
    "/\u{1F600}",
    "/a?x=1",
    "/__proto__",
    "/constructor",
    "/\\u0000",
    `/${"n".repeat(1_023)}`,
  ])("row 62: that is unknown is refused, and the connection goes on: %s", async (name) => {
    const target = await ground.serve();
    const raw = await target.joinedWebSocket();
    raw.send(`40${name},`, '42["echo",1]');
    expect(await raw.next()).toBe(`44${name},{"message":"Invalid namespace"}`);
    expect(await raw.next()).toBe('42["echo",1]');
    expect((await target.report()).held.namespaces).toBe(2);
  });

  it("row 62: is understood without the comma", async () => {
    const target = await ground.serve();
    const raw = await target.joinedWebSocket();
    raw.send("40/unknown");
    expect(await raw.next()).toBe('44/unknown,{"message":"Invalid namespace"}');
    raw.send("40/chat");
    expect(await raw.next()).toMatch(/^40\/chat,\{"sid":/);
  });

  it("row 62: may be wrong 100 times, and the next of 1 000 ends the connection", async () => {
    const target = await ground.serve();
    const raw = await target.openWebSocket();
    for (let index = 0; index < 1_000; index++) raw.send(`40/wrong-${index},`);
    for (let index = 0; index < 100; index++)
      expect(await raw.next()).toBe(`44/wrong-${index},{"message":"Invalid namespace"}`);
    await raw.closed;
    await target.reaches({ logs: [{ code: "TOO_MANY_REFUSALS" }], held: { sessions: 1, namespaces: 2 } });
  });

  it("row 62: of a pattern may be joined 1 000 times, and no more", async () => {
    const target = await ground.serve();
    const raw = await target.openWebSocket();
    for (let index = 0; index < 1_001; index++) raw.send(`40/room-${index},`);
    for (let index = 0; index < 1_000; index++) expect(await raw.next()).toMatch(/^40\/room-\d+,\{"sid"/);
    expect(await raw.next()).toBe('44/room-1000,{"message":"more than 1000 namespaces"}');
    expect((await target.report()).held.sockets).toBe(1_001);
  });
});

describe("row 63: auth", () => {
  it.each([
    ["an empty list", "[]"],
    ["a list", '["a"]'],
    ["text", '"a"'],
    ["a number", "-1"],
    ["true", "true"],
    ["null", "null"],
    ["nested 600 deep", `{"a":${"[".repeat(600)}${"]".repeat(600)}}`],
  ])("row 63: is refused with a CONNECT_ERROR when it is %s, and the connection goes on", async (_what, auth) => {
    const target = await ground.serve();
    const raw = await target.openWebSocket();
    const why = '{"message":"auth must be an object, nested no deeper than 512 levels"}';
    raw.send(`40${auth}`, `40/chat,${auth}`, "40");
    expect(await raw.next()).toBe(`44${why}`);
    expect(await raw.next()).toBe(`44/chat,${why}`);
    expect(await raw.next()).toMatch(/^40\{"sid"/);
    await target.reaches({ counters: { refusedConnects: 2 }, held: { sessions: 2, sockets: 2 } });
  });

  it("row 63: may be wrong 100 times, and the next ends the connection", async () => {
    const target = await ground.serve();
    const raw = await target.openWebSocket();
    for (let count = 0; count < 101; count++) raw.send("40[]");
    await raw.closed;
    await target.reaches({ logs: [{ code: "TOO_MANY_REFUSALS" }], held: { sessions: 1 } });
  });

  it.each(["40[]", '40/chat,"a"'])("row 63: ends the connection where the namespace was joined: %s", async (packet) => {
    const target = await ground.serve();
    const raw = await target.joinedWebSocket();
    await raw.join("/chat,");
    raw.send(packet);
    await raw.closed;
    await target.reaches({ closings: ["parse error", "parse error"], held: { sessions: 1 } });
  });

  it.each(["{", "[", '{"a":1}x'])("row 63: ends the connection when it is no JSON: %s", async (auth) => {
    const target = await ground.serve();
    const raw = await target.openWebSocket();
    raw.send(`40${auth}`);
    await raw.closed;
    await target.reaches({ logs: [{ level: "warn" }], held: { sessions: 1 } });
  });

  it("row 63: of a megabyte is more than a message may be", async () => {
    const target = await ground.serve();
    const raw = await target.openWebSocket();
    raw.send(`40{"a":"${"x".repeat(1_000_000)}"}`);
    expect(await raw.closed).toBe(1009);
    await target.forgets();
  });

  it("row 63: of nearly a megabyte is the application's to judge", async () => {
    const target = await ground.serve({ trace: "harmless" });
    const raw = await target.openWebSocket();
    raw.send(`40{"a":"${"x".repeat(990_000)}"}`);
    expect(await raw.next()).toMatch(/^40\{"sid"/);
  });

  it("row 63: is never merged into anything", async () => {
    const target = await ground.serve({ trace: "harmless" });
    const raw = await target.openWebSocket();
    raw.send('40{"__proto__":{"admin":"yes"},"constructor":{"prototype":{"admin":"yes"}},"sid":"mine"}');
    expect(await raw.next()).toMatch(/^40\{"sid":"[\w-]{20}"\}$/);
    raw.send('420["who"]');
    const [auth, , admin] = JSON.parse(String(await raw.next()).slice(3));
    expect([auth, admin]).toEqual([["__proto__", "constructor", "sid"], "nobody"]);
  });
});

describe("row 64: nesting", () => {
  it.each([512, 513, 5_000, 100_000])(
    "row 64: that makes a packet deeper than 512 ends the connection: %i below the event",
    async (levels) => {
      await ends(await ground.serve(), [deep(levels)], "parse error");
    },
  );

  it("row 64: of objects counts as well", async () => {
    await ends(await ground.serve(), [`42["echo",${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}]`], "parse error");
  });

  it.each([100, 511])("row 64: up to the limit comes back, to its sender and to all: %i", async (levels) => {
    const target = await ground.serve({ trace: "harmless" });
    expect(await answerTo(target, deep(levels))).toBe(deep(levels));
    const heard = target.canaryHears("broadcast");
    expect(await answerTo(target, deep(levels, "broadcast"))).toBe(deep(levels, "broadcast"));
    expect(JSON.stringify(await heard)).toBe(`[${"[".repeat(levels)}${"]".repeat(levels)}]`);
  });

  it("row 64: that goes too deep only on the way out fails the handler, and nothing else", async () => {
    const target = await ground.serve();
    const raw = await target.joinedWebSocket();
    raw.send(deep(511, "nest"), '42["echo",1]');
    expect(await raw.next()).toBe('42["echo",1]');
    expect((await target.report()).handlerErrors).toEqual([expect.stringContaining("TOO_DEEP")]);
  });
});

describe("row 65: large or odd JSON", () => {
  const keys = Array.from({ length: 100_000 }, (_, index) => `"k${index}":0`).join(",");

  it.each([
    ["100 000 keys", `{${keys}}`],
    ["the same key 100 000 times", `{${'"a":1,'.repeat(99_999)}"a":2}`],
    ["numbers that no double can hold", "[1e400,-1e400,1e-400,0.1e1,123456789012345678901234567890]"],
    ["a number of 900 000 digits", "9".repeat(900_000)],
    ["lone surrogates", String.raw`["\ud800","\udfff","\ud800x"]`],
    ["a megabyte of escapes", `"${String.raw`\u0041`.repeat(160_000)}"`],
    ["a megabyte of escaped control characters", `"${String.raw`\u0000`.repeat(160_000)}"`],
    ["300 000 empty lists", `[${"[],".repeat(299_999)}[]]`],
  ])("row 65: comes back as JSON reads it: %s", async (_what, json) => {
    const target = await ground.serve({ trace: "harmless", io: { maxHttpBufferSize: 2_000_000 } });
    const answer = await answerTo(target, `42["echo",${json}]`);
    expect(answer === `42["echo",${JSON.stringify(JSON.parse(json))}]`).toBe(true);
  });
});

describe("row 66: keys that objects have anyway", () => {
  const json =
    '{"__proto__":{"admin":"yes"},"constructor":{"prototype":{"admin":"yes"}},"toJSON":1,"hasOwnProperty":2,"then":3}';

  it.each(["echo", "broadcast"])("row 66: stay data through %s, and nobody inherits them", async (name) => {
    const target = await ground.serve({ trace: "harmless" });
    const raw = await target.joinedWebSocket();
    raw.send(`42["${name}",${json}]`);
    expect(await raw.next()).toBe(`42["${name}",${json}]`);
    raw.send('420["who"]');
    expect(String(await raw.next())).toMatch(/"nobody"\]$/);
  });

  it("row 66: stay data beside bytes as well", async () => {
    const target = await ground.serve({ trace: "harmless" });
    const raw = await target.joinedWebSocket();
    raw.send('451-["echo",{"__proto__":{"bytes":{"_placeholder":true,"num":0}}}]', Buffer.of(1));
    expect(await raw.next()).toBe('451-["echo",{"__proto__":{"bytes":{"_placeholder":true,"num":0}}}]');
    expect(await raw.next()).toEqual(Buffer.of(1));
  });
});

describe("row 67: arguments", () => {
  it("row 67: may be 10 000", async () => {
    const target = await ground.serve({ trace: "harmless" });
    const packet = `42["echo"${",1".repeat(10_000)}]`;
    expect(await answerTo(target, packet)).toBe(packet);
  });

  it.each([
    '42["echo"]x',
    '42["echo"][]',
    '42["echo"/**/]',
    '42["echo"]//',
    '42["echo",]',
    "42['echo']",
    '42["echo"]\0',
  ])("row 67: that are not JSON alone end the connection: %s", async (packet) => {
    await ends(await ground.serve(), [packet], "parse error");
  });
});
