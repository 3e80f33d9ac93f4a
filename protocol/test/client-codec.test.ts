import {
  clientDecoder,
  clientEncode,
  decodeFrame,
  encodePacket,
  parseHandshake,
  readFrame,
  readHandshake,
  SocketDecoder,
  type SocketPacket,
} from "@upwire/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outcome } from "./outcome.ts";
import { vectors } from "./vector.ts";

type Message = string | Uint8Array;

/** What the small decoder makes of messages in order, or that it refused them. */
function read(wire: readonly Message[], maxBytes = 1_000_000): readonly SocketPacket[] | "refused" {
  const decode = clientDecoder(maxBytes);
  try {
    return wire.flatMap((message) => decode(message) ?? []);
  } catch (error) {
    if (error instanceof SyntaxError) return "refused";
    throw error;
  }
}

/** What the server's decoder makes of them. */
function readStrictly(wire: readonly Message[]): readonly SocketPacket[] | "refused" {
  const decoder = new SocketDecoder({ maxAttachments: 1_000, maxNameLength: Infinity });
  const decoded = outcome(() => wire.flatMap((message) => decoder.add(message) ?? []));
  return "value" in decoded ? decoded.value : "refused";
}

/** Ids that clients overlook: without one an ack means nothing to them, and nobody counts as far as those of 16 digits. */
const OVERLOOKED: ReadonlySet<string> = new Set(["an ack without an id", "ack id 2^53", "ack id 2^53+1"]);

/** Whether the ids of what a client has read are as they should be. */
function hasGoodId({ type, id }: SocketPacket): boolean {
  if (type === 2) return id === undefined || Number.isSafeInteger(id);
  return type === 3 ? Number.isSafeInteger(id) : true;
}

/** Bounds that a server needs against its clients. */
const STRICTER: ReadonlySet<string | undefined> = new Set(["TOO_DEEP", "TOO_MANY_ATTACHMENTS", "BAD_NAMESPACE"]);

const bytes = fc.uint8Array({ maxLength: 8 });
const parts = fc.constantFrom(
  ..."0123456/,[]{}-? 7",
  '["a"]',
  '["connect"]',
  '["a",1]',
  "[1]",
  "[[]]",
  "{}",
  '"x"',
  "null",
  "/a,",
  "/a?b=1,",
  "1-",
  '["a",{"_placeholder":true,"num":0}]',
  '["a",{"_placeholder":true,"num":"length"}]',
  '[{"_placeholder":true,"num":0}]',
);
const almost = fc.array(parts, { maxLength: 6 }).map((list) => list.join(""));
const structured = fc
  .tuple(
    fc.constantFrom("0", "1", "2", "3", "4", "51-", "52-", "61-"),
    fc.constantFrom("", "/", "/a,", "/a?b=1,", "/a"),
    fc.constantFrom("", "0", "7", "12", "01"),
    parts,
  )
  .map((list) => list.join(""));
const messages = fc.array(fc.oneof(almost, structured, fc.string({ unit: "binary" }), bytes), {
  minLength: 1,
  maxLength: 3,
});

/** Without the messages behind which a packet still waits for attachments, where a refusal may come later. */
function isWhole(wire: readonly Message[]): boolean {
  return !/^[56]/.test(wire.findLast((message) => typeof message === "string") ?? "5");
}

for (const file of ["socket-v5", "socket-v4"] as const) {
  describe(`clients and ${file}`, () => {
    for (const { name, wire, packet, code, decodeOnly } of vectors(file)) {
      if (STRICTER.has(code) || OVERLOOKED.has(name)) continue;
      it(`${packet ? "read" : "refuse"}: ${name}`, () => {
        // What is wrong with the data of a packet with attachments shows when they have come.
        const refused = isWhole(wire) ? ["refused"] : ["refused", []];
        if (packet) expect(read(wire)).toEqual([packet]);
        else expect(refused).toContainEqual(read(wire));
      });
      if (packet && packet.type < 4 && !decodeOnly) {
        it(`write: ${name}`, () => {
          expect(clientEncode(packet)).toEqual(wire);
        });
      }
    }
  });
}

describe("the small decoder of clients", () => {
  it("reads what the decoder of servers reads, and refuses what that refuses", () => {
    let packets = 0;
    fc.assert(
      fc.property(messages, (wire) => {
        const small = read(wire);
        const strict = readStrictly(wire);
        if (small !== "refused" && !small.every(hasGoodId)) expect(strict).toBe("refused");
        else if (isWhole(wire)) expect(small).toEqual(strict);
        else if (strict !== "refused") expect(small).toEqual(strict);
        if (small !== "refused") packets += small.length;
      }),
      { numRuns: 4_000 },
    );
    expect(packets).toBeGreaterThan(30);
  });

  it("takes nothing of an array but attachments for one", () => {
    for (const num of ['"length"', '"__proto__"', "-1", "1", "null", "[0]"])
      expect(read([`51-["a",{"_placeholder":true,"num":${num}}]`, Uint8Array.of(1)])).toBe("refused");
  });

  it("bounds attachments together, empty ones too", () => {
    const header = '52-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]';
    expect(read([header, new Uint8Array(10), new Uint8Array(10)], 2_068)).toHaveLength(1);
    expect(read([header, new Uint8Array(10), new Uint8Array(11)], 2_068)).toBe("refused");
    expect(read(["51000-[]", ...Array.from({ length: 1_000 }, () => new Uint8Array(0))], 100_000)).toBe("refused");
  });

  it.each([
    ["digits", `2${"1".repeat(1_000_000)}["a"]`, "refused"],
    ["attachments", `5${"1".repeat(1_000_000)}-["a"]`, []],
    ["a namespace", `0/${"a".repeat(1_000_000)},`, [{ type: 0, nsp: `/${"a".repeat(1_000_000)}` }]],
  ])("takes linear time for %s without end", (_, wire, expected) => {
    expect(read([wire])).toEqual(expected);
  });
});

describe("the small encoder of clients", () => {
  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.string({ unit: "binary" }),
      fc.double(),
      fc.constantFrom(null, true, undefined),
      bytes,
      fc.date({ noInvalidDate: true }),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "num")), tie("value"), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
    ),
  })).value;

  it("writes what the encoder of servers writes", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(2 as const, 3 as const),
        fc.constantFrom("/", "/admin"),
        fc.option(fc.nat(), { nil: undefined }),
        fc.array(value, { maxLength: 4 }),
        (type, nsp, id, args) => {
          const packet = { type, nsp, id, data: ["e", ...args] };
          const { text, attachments = [] } = encodePacket(packet);
          expect(clientEncode(packet)).toEqual([text, ...attachments]);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("knows attachments by what they are, and keeps shared memory as it was", () => {
    const shared = new SharedArrayBuffer(1);
    const values = [new ArrayBuffer(1), new DataView(new ArrayBuffer(1)), Buffer.of(1), new Blob(["a"]), shared];
    const [text, ...attachments] = clientEncode({ type: 2, nsp: "/", data: ["e", ...values, new File(["a"], "a")] });
    expect(text.startsWith("56-")).toBe(true);
    new Uint8Array(shared).fill(1);
    expect(attachments.slice(0, 3)).toEqual([Uint8Array.of(0), Uint8Array.of(0), Uint8Array.of(1)]);
    expect(attachments[3]).toBe(values[3]);
    expect(attachments[4]).toEqual(Uint8Array.of(0));
    const list = { [Symbol.toStringTag]: "FileList", length: 0 };
    expect(clientEncode({ type: 2, nsp: "/", data: ["e", list] })).toEqual(['2["e",{"length":0}]']);
  });

  it("finds attachments in what a toJSON answers", () => {
    const bytes = Uint8Array.of(1);
    expect(clientEncode({ type: 2, nsp: "/", data: ["e", { toJSON: () => ({ bytes }) }] })).toEqual([
      '51-["e",{"bytes":{"_placeholder":true,"num":0}}]',
      bytes,
    ]);
  });

  it("throws for what JSON cannot say and for detached memory", () => {
    const cycle: unknown[] = ["e"];
    cycle.push(cycle);
    expect(() => clientEncode({ type: 2, nsp: "/", data: cycle })).toThrow(RangeError);
    expect(() => clientEncode({ type: 2, nsp: "/", data: ["e", 1n] })).toThrow(TypeError);
    const view = new Uint8Array(1);
    structuredClone(view.buffer, { transfer: [view.buffer] });
    expect(() => clientEncode({ type: 2, nsp: "/", data: ["e", view] })).toThrow(TypeError);
    expect(() => clientEncode({ type: 2, nsp: "/", data: ["e", view.buffer] })).toThrow(TypeError);
  });
});

/** Types that clients take on trust: a number for a name serves as well, and a server sets its times as it likes. */
const TRUSTED: ReadonlySet<string> = new Set(["sid a number", "pingInterval a string"]);

describe("frames and handshakes of clients", () => {
  it("are read as servers read them, with SyntaxError instead of a code", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), almost, bytes), (frame) => {
        const strict = outcome(() => decodeFrame(frame));
        // Data that is missing is empty.
        if ("value" in strict) expect(readFrame(frame)).toEqual({ data: "", ...strict.value });
        else expect(() => readFrame(frame)).toThrow(SyntaxError);
      }),
    );
  });

  for (const { name, wire, handshake } of vectors("handshake")) {
    if (name.startsWith("maxPayload") || TRUSTED.has(name)) continue;
    it(`${handshake ? "reads" : "refuses"}: ${name}`, () => {
      if (!handshake) expect(() => readHandshake(wire)).toThrow(SyntaxError);
      else {
        const { sid, pingInterval, pingTimeout } = parseHandshake(wire);
        expect(readHandshake(wire)).toMatchObject({ sid, pingInterval, pingTimeout });
      }
    });
  }
});
