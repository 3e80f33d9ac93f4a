import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TapRecord } from "../../src/bridge/record.ts";
import { readDocument, readFrameBody, readRecord } from "../../src/bridge/read-record.ts";
import { resend } from "../../src/panel/store/resend.ts";
import { curlCommand, emitSnippet, playwrightTest } from "../../src/recording/copy-as-code.ts";
import { Redactor } from "../../src/recording/redactor.ts";
import { Store } from "../../src/panel/store/store.ts";

const GOOD: readonly TapRecord[] = [
  { seq: 1, at: 1.5, kind: "link", link: 1, transport: "polling", url: "https://a/", method: "GET", stack: "at x" },
  { seq: 2, at: 2, kind: "link open", link: 1, status: 200 },
  { seq: 3, at: 3, kind: "frame", link: 1, direction: "in", body: { text: "2", size: 1 }, fault: "delayed" },
  { seq: 4, at: 4, kind: "frame", link: 1, direction: "out", body: { base64: "AQ==", size: 9, cut: true } },
  { seq: 5, at: 5, kind: "link end", link: 1, code: 1000, reason: "", status: 0, error: "e" },
  { seq: 6, at: 6, kind: "client", client: "c", realm: "shared worker", url: "u", name: "n", tapped: false },
  { seq: 7, at: 7, kind: "worker", url: "u", name: "", shared: true },
  { seq: 8, at: 8, kind: "dropped", count: 8, where: "bridge" },
  {
    seq: 9,
    at: 9,
    kind: "inspection",
    client: "c",
    event: { at: 1, kind: "state", state: "waiting", reason: "r", error: "e", attempt: 1, delay: 2 },
  },
  {
    seq: 10,
    at: 9,
    kind: "inspection",
    client: "c",
    event: { at: 1, kind: "open", sid: "s", transport: "t", protocol: 3 },
  },
  {
    seq: 11,
    at: 9,
    kind: "inspection",
    client: "c",
    event: { at: 1, kind: "engine packet", direction: "in", transport: "t", frame: { text: "2", size: 1 } },
  },
  {
    seq: 12,
    at: 9,
    kind: "inspection",
    client: "c",
    event: { at: 1, kind: "upgrade", step: "failed", from: "a", to: "b", reason: "r" },
  },
  {
    seq: 13,
    at: 9,
    kind: "inspection",
    client: "c",
    event: { at: 1, kind: "fallback", from: "a", to: "b", reason: "r" },
  },
  {
    seq: 14,
    at: 9,
    kind: "inspection",
    client: "c",
    event: { at: 1, kind: "heartbeat", direction: "in", deadline: 5, roundTrip: 1 },
  },
  { seq: 15, at: 9, kind: "inspection", client: "c", event: { at: 1, kind: "close", reason: "r", detail: "d" } },
];

/** A record with one of its fields, at any depth, made something else. */
const damaged = fc.tuple(fc.constantFrom(...GOOD), fc.nat(), fc.anything()).map(([record, index, value]) => {
  // True because structuredClone gives plain objects.
  const copy = structuredClone(record) as unknown as Record<string, unknown>;
  const names = Object.keys(copy);
  const name = names[index % names.length] ?? "seq";
  copy[name] = value;
  return copy;
});

/** Records whose frames hold anything, of a few links and clients that may not be there. */
const wild = fc.oneof(
  fc.record({
    kind: fc.constant("link"),
    link: fc.nat(3),
    transport: fc.constantFrom("polling", "websocket", "webtransport", "eventsource"),
    url: fc.oneof(
      fc.constantFrom(
        "wss://a/socket.io/?EIO=4",
        "https://a/?EIO=3&sid=s",
        "https://a/?EIO=4&transport=polling&sid=t",
        "//:",
      ),
      fc.string(),
    ),
  }),
  fc.record({ kind: fc.constant("link open"), link: fc.nat(3), status: fc.constantFrom(101, 200, 400) }),
  fc.record({ kind: fc.constant("link end"), link: fc.nat(3), code: fc.constantFrom(1000, 1006, 1009) }),
  fc.record({
    kind: fc.constant("frame"),
    link: fc.nat(3),
    direction: fc.constantFrom("in", "out"),
    body: fc.oneof(
      fc.record({
        text: fc.oneof(
          fc.string({ unit: "binary" }),
          fc.constantFrom(
            '0{"sid":"s","upgrades":[],"pingInterval":1,"pingTimeout":1}',
            "40",
            "41",
            "2",
            "3",
            "5",
            "6",
            "1",
            "2probe",
            "3probe",
          ),
          fc.constantFrom(
            '42["a"]',
            '421["a"]',
            "431[]",
            '451-["b",{"_placeholder":true,"num":0}]',
            "42{",
            '0{"sid":"t"}',
            "11:42",
            "3:4{}\x1eb",
          ),
        ),
        size: fc.nat(100),
        cut: fc.constantFrom(true, undefined),
      }),
      fc.record({ base64: fc.oneof(fc.base64String(), fc.string()), size: fc.nat(100) }),
    ),
  }),
  fc.record({
    kind: fc.constant("client"),
    client: fc.constantFrom("a", "b"),
    realm: fc.constant("worker"),
    url: fc.string(),
    tapped: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("inspection"),
    client: fc.constantFrom("a", "b"),
    event: fc.oneof(
      fc.record({
        at: fc.nat(),
        kind: fc.constant("open"),
        sid: fc.constantFrom("s", "t"),
        transport: fc.string(),
        protocol: fc.constantFrom(3, 4),
      }),
      fc.record({
        at: fc.nat(),
        kind: fc.constant("state"),
        state: fc.constantFrom("waiting", "connecting", "connected", "closed"),
        attempt: fc.nat(3),
      }),
      fc.record({
        at: fc.nat(),
        kind: fc.constant("engine packet"),
        direction: fc.constant("in"),
        transport: fc.string(),
        frame: fc.record({ text: fc.string(), size: fc.nat(9) }),
      }),
      fc.record({
        at: fc.nat(),
        kind: fc.constant("upgrade"),
        step: fc.constantFrom("started", "failed", "paused"),
        from: fc.string(),
        to: fc.string(),
      }),
    ),
  }),
);

describe("reading records", () => {
  it.each(GOOD.map((record) => [record.kind, record]))("takes a %s as it is", (_kind, record) => {
    expect(readRecord(structuredClone(record))).toEqual(record);
    expect(readRecord(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });

  it("leaves out what it does not know", () => {
    const frame = {
      seq: 1,
      at: 1,
      kind: "frame",
      link: 1,
      direction: "in",
      body: { text: "2", size: 1, more: [] },
      extra: {},
    };
    expect(readRecord(frame)).toEqual({
      seq: 1,
      at: 1,
      kind: "frame",
      link: 1,
      direction: "in",
      body: { text: "2", size: 1 },
    });
  });

  it.each([
    ["a body that is too long", { text: "x".repeat(16_777_217), size: 1 }],
    ["a body without a size", { text: "x" }],
    ["a negative size", { text: "x", size: -1 }],
    ["a body that is neither text nor base64", { size: 1 }],
    ["a cut that is no yes", { text: "", size: 1, cut: false }],
  ])("refuses %s", (_name, body) => {
    expect(readFrameBody(body)).toBeUndefined();
  });

  it.each([
    { seq: -1 },
    { seq: 0.5 },
    { at: Number.NaN },
    { at: "1" },
    { kind: "constructor" },
    { kind: "__proto__" },
    { direction: "sideways" },
    { fault: "broken" },
    { link: undefined },
  ])("refuses a frame with %o", (change) => {
    expect(
      readRecord({ seq: 1, at: 1, kind: "frame", link: 1, direction: "in", body: { text: "2", size: 1 }, ...change }),
    ).toBeUndefined();
  });

  it("takes no field from a prototype", () => {
    const inherited: unknown = Object.create({ seq: 1, at: 1, kind: "link open", link: 1 });
    expect(readRecord(inherited)).toBeUndefined();
  });

  it("never throws, whatever comes", () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.jsonValue(), damaged), (value) => {
        const record = readRecord(value);
        readDocument(value);
        readFrameBody(value);
        return record === undefined || typeof record.seq === "number";
      }),
      { numRuns: 500 },
    );
  });

  it("reads again what it has read", () => {
    fc.assert(
      fc.property(damaged, (value) => {
        const record = readRecord(value);
        if (record) expect(readRecord(JSON.parse(JSON.stringify(record)))).toEqual(record);
      }),
    );
  });
});

describe("the store, given anything", () => {
  it("never throws, and keeps its lists consistent", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 10, arbitrary: wild }, { weight: 1, arbitrary: fc.anything() }), { maxLength: 60 }),
        (items) => {
          const store = new Store({ maxRows: 20, maxConnections: 3 });
          const records = items.map((item, index) =>
            typeof item === "object" && item !== null && "kind" in item ? { ...item, seq: index + 1, at: index } : item,
          );
          // True of what a hostile page sends: the store must not trust the type.
          store.add({ document: { id: "d", frame: 0, url: "https://a/" }, records: records as readonly TapRecord[] });
          const redactor = new Redactor();
          for (const { document, record } of store.log)
            expect(readRecord(redactor.record(document.id, record))).toBeDefined();
          for (const row of store.rows) {
            store.detail(row);
            store.giveBody(row, row.seq, { text: '42["whole"]\x1ebAQID\x1e2', size: 20 });
            for (const snippet of [emitSnippet, curlCommand]) expect(typeof snippet(row).ok).toBe("boolean");
            expect(typeof playwrightTest(row, "https://a/").ok).toBe("boolean");
            expect(typeof resend(row).ok).toBe("boolean");
          }
          store.hints(1_000);
          expect(store.rows.length).toBeLessThanOrEqual(20);
          expect(store.visible.map(({ number }) => number)).toEqual(store.rows.map(({ number }) => number));
          expect(store.connections.length).toBeLessThanOrEqual(3);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("takes documents that are anything", () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (document, records) => {
        const store = new Store();
        // True of what a hostile page sends: the store must not trust the type.
        store.add({ document, records } as Parameters<Store["add"]>[0]);
      }),
    );
  });
});
