import { encodePacket, SocketDecoder, type SocketPacket, SocketPacketType } from "@upwire/protocol";
import fc from "fast-check";
import { Decoder, Encoder, type Packet, PacketType } from "socket.io-parser";
import * as former from "socket.io-parser-3";
import { describe, expect, it } from "vitest";
import { outcome } from "./outcome.ts";

type Message = string | Buffer;

/** A packet in one form for comparison; references say more than we do about binary ones. */
function comparable(packet: {
  readonly type: number;
  readonly nsp: string;
  readonly id?: number | undefined;
  readonly data?: unknown;
}): SocketPacket {
  const { nsp, id, data } = packet;
  const type =
    packet.type === SocketPacketType.BINARY_EVENT ? 2 : packet.type === SocketPacketType.BINARY_ACK ? 3 : packet.type;
  // True because references refuse other types, or answer with type 4.
  return { type: type as SocketPacketType, nsp, ...(id !== undefined && { id }), ...(data !== undefined && { data }) };
}

function ours(messages: readonly Message[]): readonly SocketPacket[] {
  const decoder = new SocketDecoder();
  return messages.flatMap((message) => decoder.add(message) ?? []).map(comparable);
}

function current(messages: readonly Message[]): readonly SocketPacket[] {
  const decoder = new Decoder();
  const packets: SocketPacket[] = [];
  decoder.on("decoded", (packet: Packet) => packets.push(comparable(packet)));
  for (const message of messages) decoder.add(message);
  return packets;
}

function ofProtocol4(messages: readonly Message[]): readonly SocketPacket[] {
  const decoder = new former.Decoder();
  const packets: SocketPacket[] = [];
  decoder.on("decoded", (packet) => packets.push(comparable(packet)));
  for (const message of messages) decoder.add(message);
  return packets;
}

/** The types of the current reference by their digit. */
const theirTypes = [
  PacketType.CONNECT,
  PacketType.DISCONNECT,
  PacketType.EVENT,
  PacketType.ACK,
  PacketType.CONNECT_ERROR,
  PacketType.BINARY_EVENT,
  PacketType.BINARY_ACK,
] as const;

function encodeTheirs({ type, nsp, id, data }: SocketPacket): readonly unknown[] {
  return new Encoder().encode({ type: theirTypes[type], nsp, ...(id !== undefined && { id }), data });
}

function encodeOurs(packet: SocketPacket): readonly unknown[] {
  const { text, attachments = [] } = encodePacket(packet);
  return [text, ...attachments];
}

const bytes = fc.uint8Array({ maxLength: 8 }).map((data) => Buffer.from(data));
// Both references lose an own key __proto__ beside attachments, which is a difference of its own below.
const key = fc
  .oneof(fc.string(), fc.constantFrom("toJSON", "constructor", "num"))
  .filter((name) => name !== "__proto__" && name !== "_placeholder");
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.string({ unit: "binary" }),
    fc.double(),
    fc.constantFrom(null, true, false, undefined),
    bytes,
    fc.date({ noInvalidDate: true }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;
const nsp = fc.constantFrom("/", "/admin", "/a b", "/é");
const id = fc.option(fc.nat(), { nil: undefined });
const args = fc.array(value, { maxLength: 4 });
const packetArbitrary: fc.Arbitrary<SocketPacket> = fc.oneof(
  fc.tuple(fc.constantFrom(2 as const, 3 as const), nsp, id, args).map(([type, name, ackId, data]) => ({
    type,
    nsp: name,
    ...(ackId !== undefined && { id: ackId }),
    data: ["e", ...data],
  })),
  fc.record({ type: fc.constantFrom(0 as const, 4 as const), nsp, data: fc.dictionary(key, fc.string()) }),
  fc.record({ type: fc.constantFrom(0 as const, 1 as const), nsp }),
  fc.record({ type: fc.constant(4 as const), nsp, data: fc.string() }),
);

const parts = fc.constantFrom(
  ..."0123456/,[]{}-? 7",
  '["a"]',
  '["a",1]',
  "{}",
  '"x"',
  "null",
  "/a,",
  "/a?b=1,",
  "1-",
  '["a",{"_placeholder":true,"num":0}]',
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
const messages = fc.array(fc.oneof(almost, structured, bytes), { minLength: 1, maxLength: 3 });

describe("socket.io-parser 4, of protocol 5", () => {
  it("writes the same messages", () => {
    fc.assert(
      fc.property(packetArbitrary, (packet) => {
        expect(encodeOurs(packet)).toEqual(encodeTheirs(packet));
      }),
      { numRuns: 1_000 },
    );
  });
  it("reads whatever we read, as we do", () => {
    let read = 0;
    fc.assert(
      fc.property(messages, (wire) => {
        const decoded = outcome(() => ours(wire));
        if (!("value" in decoded)) return;
        read++;
        expect(decoded.value).toEqual(current(wire));
      }),
      { numRuns: 10_000 },
    );
    expect(read).toBeGreaterThan(100);
  });
});

describe("socket.io-parser 3, of protocol 4", () => {
  it("writes the same messages", () => {
    fc.assert(
      fc.property(packetArbitrary, (packet) => {
        const mine = encodeOurs(packet);
        // It leaves the choice of the type to its caller, writes into the data, and knows no toJSON but that of Date.
        const type = mine.length > 1 ? packet.type + 3 : packet.type;
        let theirs: readonly unknown[] = [];
        new former.Encoder().encode(
          { type, nsp: packet.nsp, ...(packet.id !== undefined && { id: packet.id }), data: packet.data },
          (encoded) => {
            theirs = encoded;
          },
        );
        expect(mine).toEqual(theirs);
      }),
      { numRuns: 1_000 },
    );
  });
  it("reads whatever we read, as we do", () => {
    fc.assert(
      fc.property(messages, (wire) => {
        const decoded = outcome(() => ours(wire));
        if ("value" in decoded) expect(decoded.value).toEqual(ofProtocol4(wire));
      }),
      { numRuns: 5_000 },
    );
  });
});

const attached = '["a",{"_placeholder":true,"num":0}]';

describe("both references read what we refuse", () => {
  it.each([
    ["an event without data", ["2"], "BAD_DATA"],
    ["an ack without data", ["31"], "BAD_DATA"],
    ["an ack without an id", ['3["a"]'], "BAD_ACK_ID"],
    ["a refusal without data", ["4"], "BAD_DATA"],
    ["an ack id with leading zeros", ['2007["a"]'], "BAD_ACK_ID"],
    ["an ack id that is no safe integer", ['29007199254740993["a"]'], "BAD_ACK_ID"],
    ["a blank, which they take for a digit, before the JSON", ['2 ["a"]'], "BAD_JSON"],
    ["an attachment count with leading zeros", [`501-${attached}`, Buffer.of(1)], "BAD_ATTACHMENT"],
    ["an attachment count with an exponent", [`51e0-${attached}`, Buffer.of(1)], "BAD_ATTACHMENT"],
    ["a hexadecimal attachment count", [`50x1-${attached}`, Buffer.of(1)], "BAD_ATTACHMENT"],
    ["an attachment count behind a blank", [`5 1-${attached}`, Buffer.of(1)], "BAD_ATTACHMENT"],
    [
      "an attachment that is used twice",
      ['51-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}]', Buffer.of(1)],
      "BAD_ATTACHMENT",
    ],
    ["an attachment that is not used", ['51-["a"]', Buffer.of(1)], "BAD_ATTACHMENT"],
    ["attachments beyond 1 000 000 bytes", [`51-${attached}`, Buffer.alloc(1_000_001)], "TOO_LARGE"],
    ["nesting beyond 512", [`2["a",${"[".repeat(512)}${"]".repeat(512)}]`], "TOO_DEEP"],
    ["an event name beyond 1 024 characters", [`2["${"a".repeat(1_025)}"]`], "BAD_DATA"],
    ["a namespace beyond 1 024 characters", [`0/${"a".repeat(1_024)},`], "BAD_NAMESPACE"],
  ])("%s", (_name, wire, code) => {
    expect(current(wire)).toHaveLength(1);
    expect(ofProtocol4(wire)).toHaveLength(1);
    expect(outcome(() => ours(wire))).toEqual({ code });
  });
});

describe("the former reference alone reads what we and the current one refuse", () => {
  it.each([
    ["a reserved event name", ['2["connect"]'], "BAD_DATA"],
    ["credentials that are null", ["0null"], "BAD_DATA"],
    ["credentials that are an array", ["0[]"], "BAD_DATA"],
    ["a refusal of an array", ["4[]"], "BAD_DATA"],
    ["an unknown type, as an error", ["7"], "BAD_PACKET_TYPE"],
  ])("%s", (_name, wire, code) => {
    expect(() => current(wire)).toThrow(Error);
    expect(ofProtocol4(wire)).toHaveLength(1);
    expect(outcome(() => ours(wire))).toEqual({ code });
  });
});

describe("what we write otherwise than the current reference", () => {
  function theirs(data: readonly unknown[]): readonly unknown[] {
    return encodeTheirs({ type: 2, nsp: "/", data });
  }
  function mine(data: readonly unknown[]): readonly unknown[] {
    return encodeOurs({ type: 2, nsp: "/", data });
  }

  it("keeps an own key __proto__ beside attachments, which it loses", () => {
    const data = ["a", JSON.parse('{"__proto__":{"b":1}}'), Buffer.of(1)];
    expect(theirs(data)[0]).toBe('51-["a",{},{"_placeholder":true,"num":0}]');
    expect(mine(data)[0]).toBe('51-["a",{"__proto__":{"b":1}},{"_placeholder":true,"num":0}]');
  });
  it("refuses data that looks like a placeholder beside attachments, which it sends", () => {
    const data = ["a", { _placeholder: true, num: 0 }, Buffer.of(1)];
    expect(current(theirs(data).filter((part) => typeof part === "string" || Buffer.isBuffer(part)))).toEqual([
      { type: 2, nsp: "/", data: ["a", Buffer.of(1), Buffer.of(1)] },
    ]);
    expect(outcome(() => mine(data))).toEqual({ code: "BAD_DATA" });
  });
  it("refuses nesting beyond 512 with a code, where it overflows the stack", () => {
    let deep: unknown = [];
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(() => theirs(["a", deep])).toThrow(RangeError);
    expect(outcome(() => mine(["a", deep]))).toEqual({ code: "TOO_DEEP" });
  });
  it("sends a SharedArrayBuffer, which it writes as an empty object", () => {
    const data = ["a", new SharedArrayBuffer(1)];
    expect(theirs(data)).toEqual(['2["a",{}]']);
    expect(mine(data)).toEqual(['51-["a",{"_placeholder":true,"num":0}]', Uint8Array.of(0)]);
  });
  it("refuses detached memory, which it sends as no bytes", () => {
    const view = new Uint8Array(1);
    structuredClone(view.buffer, { transfer: [view.buffer] });
    expect(theirs(["a", view])).toHaveLength(2);
    expect(() => mine(["a", view])).toThrow(TypeError);
  });
});
