import { expect } from "vitest";
import { Inbox } from "../inbox.ts";
import { plain } from "../plain.ts";
import type { PeerSocket } from "../peers/peer.ts";
import { type Pair, type Scenario, answer, scenario } from "../stage.ts";

const JSON_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e300,
  5e-324,
  Number.MAX_SAFE_INTEGER,
  "",
  "plain",
  "ünïcödé ✓ 漢字",
  "astral 😀𝄞👩‍👩‍👧‍👦",
  "lone \ud83d surrogate",
  '\u0000\u0001\u001e\u001f\u2028\u2029 " \\ / \b\f\n\r\t',
  // What looks like the wire's own words must stay a string.
  "b4AQID",
  '51-["x",{"_placeholder":true,"num":0}]',
  "96:0{",
  [],
  {},
  [[[[]]]],
  { a: { b: [{ "😀": "𝄞" }, [null, [false]]] }, "": 0, length: 3 },
  Array.from({ length: 100 }, (_, index) => ({ index, text: "𝄞".repeat(index) })),
];

const EVENT_NAMES = [
  "with spaces",
  "😀",
  'quo"ted',
  "comma,",
  "/slash",
  "42",
  "[",
  "toString",
  "constructor",
  "hasOwnProperty",
];

const BACKING = Uint8Array.from({ length: 64 }, (_, index) => 255 - index);

const BINARIES: readonly unknown[] = [
  Buffer.from([1, 2, 3, 4]),
  Buffer.from("from the pool"),
  Uint8Array.from({ length: 256 }, (_, index) => index).buffer,
  Buffer.alloc(0),
  new ArrayBuffer(0),
  { nested: { deep: [Buffer.from([0]), { deeper: Buffer.from(BACKING.buffer, 5, 3) }], beside: "𝄞", none: null } },
  [Buffer.alloc(0), Buffer.from([30, 31]), Buffer.alloc(0)],
];

const VIEWS: readonly unknown[] = [
  BACKING.subarray(8, 24),
  BACKING.subarray(7, 7),
  new Uint16Array(BACKING.buffer, 4, 6),
  new Float64Array(BACKING.buffer, 8, 2),
  new DataView(BACKING.buffer, 3, 5),
  { nested: [BACKING.subarray(0, 3), { deeper: new Int32Array(BACKING.buffer, 60, 1) }] },
];

async function hears(sender: PeerSocket, receiver: PeerSocket, values: readonly unknown[]): Promise<void> {
  const heard = new Inbox<unknown>();
  receiver.on("value", (...args) => heard.add(plain(args)));
  for (const value of values) sender.emit("value", value);
  expect(await heard.filled(values.length)).toEqual(values.map((value) => [plain(value)]));
}

async function echoes({ client, server }: Pair, values: readonly unknown[]): Promise<void> {
  await Promise.all([hears(client, server, values), hears(server, client, values)]);
}

/** Plays at once, which over "upgrade" is while it upgrades, and again when the link has settled. */
async function twice(pair: Pair, act: () => Promise<void>): Promise<void> {
  await act();
  await pair.link.settled();
  await act();
}

function burst(count: number): unknown[][] {
  return Array.from({ length: count }, (_, index) =>
    index % 10 === 3
      ? [index, Buffer.from([index & 255]), [Buffer.from([index >> 8])]]
      : [index, "x".repeat(index % 50)],
  );
}

async function keepsOrder({ client, server }: Pair): Promise<void> {
  const sent = burst(600);
  const [up, down] = [new Inbox<unknown>(), new Inbox<unknown>()];
  server.on("burst", (...args) => up.add(plain(args)));
  client.on("burst", (...args) => down.add(plain(args)));
  for (const args of sent) client.emit("burst", ...args);
  for (const args of sent) server.emit("burst", ...args);
  await Promise.all([client.request("sync"), server.request("sync")]);
  expect(up.items).toEqual(plain(sent));
  expect(down.items).toEqual(plain(sent));
}

async function carries(pair: Pair, value: string | Buffer): Promise<void> {
  const { client, server } = pair;
  for (const socket of [client, server]) socket.on("large", (received, reply) => answer(reply, received));
  await twice(pair, async () => {
    for (const socket of [client, server]) {
      const [echo] = await socket.request("large", value);
      // Compared by hand: a failed comparison of a million characters would print them.
      const same = typeof value === "string" ? echo === value : Buffer.isBuffer(echo) && value.equals(echo);
      expect(same).toBe(true);
    }
    for (const socket of [client, server]) socket.emit("small");
  });
}

const LARGE = { maxHttpBufferSize: 4_000_000 };

/** What values survive the trip. */
export const values: readonly Scenario[] = [
  scenario("carries every JSON kind with astral characters both ways", async (stage) => {
    const pair = await stage.pair();
    await echoes(pair, JSON_VALUES);
    await pair.link.settled();
    for (const socket of [pair.client, pair.server]) socket.on("all", (...args) => answer(args.pop(), ...args));
    for (const socket of [pair.client, pair.server])
      expect(await socket.request("all", ...JSON_VALUES)).toEqual(JSON_VALUES);
  }),

  scenario("carries event names of any characters both ways", async (stage) => {
    const { client, server } = await stage.pair();
    const [up, down] = [new Inbox<unknown>(), new Inbox<unknown>()];
    for (const name of EVENT_NAMES) {
      server.on(name, (value) => up.add([name, value]));
      client.on(name, (value) => down.add([name, value]));
      client.emit(name, name.length);
      server.emit(name, name.length);
    }
    const expected = EVENT_NAMES.map((name) => [name, name.length]);
    expect(await up.filled(EVENT_NAMES.length)).toEqual(expected);
    expect(await down.filled(EVENT_NAMES.length)).toEqual(expected);
  }),

  scenario("carries nested and empty binaries both ways", async (stage) => {
    const pair = await stage.pair();
    await echoes(pair, BINARIES);
  }),

  scenario("carries nested and empty binaries once the link has settled", async (stage) => {
    const pair = await stage.pair();
    await pair.link.settled();
    await echoes(pair, BINARIES);
  }),

  scenario("carries the client's views into the middle of a buffer", async (stage) => {
    const { client, server } = await stage.pair();
    await hears(client, server, VIEWS);
  }),

  scenario("carries the server's views into the middle of a buffer", async (stage) => {
    const { client, server } = await stage.pair();
    await hears(server, client, VIEWS);
  }),

  scenario("carries ten binaries in one event and hands them out as Buffers", async (stage) => {
    const { client, server } = await stage.pair();
    const sent = Array.from({ length: 10 }, (_, index) => Buffer.alloc(index * 3, index));
    for (const socket of [client, server]) socket.on("ten", (...args) => answer(args.pop(), ...args));
    for (const socket of [client, server]) {
      const received = await socket.request("ten", ...sent);
      expect(plain(received)).toEqual(plain(sent));
      expect(received.every((value) => Buffer.isBuffer(value))).toBe(true);
    }
  }),

  scenario(
    "carries a text of 1 MB both ways",
    async (stage) => {
      await carries(await stage.pair(), "𝄞é x".repeat(131_072));
    },
    LARGE,
  ),

  scenario(
    "carries a binary of 1 MB both ways",
    async (stage) => {
      await carries(await stage.pair(), Buffer.from(Array.from({ length: 1 << 20 }, (_, index) => (index * 31) & 255)));
    },
    LARGE,
  ),

  scenario("keeps 600 events of one tick in order both ways", async (stage) => {
    await keepsOrder(await stage.pair());
  }),

  scenario("keeps 600 events of one tick in order once the link has settled", async (stage) => {
    const pair = await stage.pair();
    await pair.link.settled();
    await keepsOrder(pair);
  }),

  scenario("keeps events sent before the connection in order", async (stage) => {
    const received = new Inbox<unknown>();
    const arrived = stage.arrivals("/", (socket) => socket.on("early", received.add));
    const client = stage.link().of("/");
    const sent = Array.from({ length: 200 }, (_, index) => index);
    for (const index of sent) client.emit("early", index);
    await arrived.at(0);
    await client.request("sync");
    expect(received.items).toEqual(sent);
  }),
];
