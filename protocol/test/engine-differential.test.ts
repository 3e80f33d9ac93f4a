import { eio4, type EnginePacket, PACKET_TYPES } from "@upwire/protocol";
import { eio3 } from "@upwire/protocol/eio3";
import * as current from "engine.io-parser";
import * as former from "engine.io-parser-2";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outcome } from "./outcome.ts";

type Packet = EnginePacket<string | Buffer>;

/** Text as it is, bytes as a Buffer. */
function buffered(wire: unknown): unknown {
  return ArrayBuffer.isView(wire) ? Buffer.from(wire.buffer, wire.byteOffset, wire.byteLength) : wire;
}

/** What a reference implementation answers through its callback, which it calls before it returns. */
function answer<Value>(run: (callback: (value: Value) => void) => void): Value | undefined {
  let answered: Value | undefined;
  run((value) => {
    answered = value;
  });
  return answered;
}

/** Packets in one form for comparison: binary as Buffers, absent data absent. */
function comparable(packets: Iterable<{ readonly type: string; readonly data?: unknown }>): unknown {
  return Array.from(packets, ({ type, data }) => (data === undefined ? { type } : { type, data: buffered(data) }));
}

function formerPayload(body: string | Buffer): unknown {
  const packets: { type: string; data?: unknown }[] = [];
  former.decodePayload(body, undefined, (packet) => {
    packets.push(packet);
    return undefined;
  });
  return comparable(packets);
}

const parts = fc.constantFrom(..."0123456789:b=+/\u001e", "4a", "b4AQID", "bAQID", "BA==", "1:2", "2:4€", "3:4😀", "é");
const almost = fc.array(parts, { maxLength: 10 }).map((list) => list.join(""));
const almostBytes = fc
  .array(fc.constantFrom(0, 1, 2, 4, 49, 52, 98, 255, 0xe2, 0x82, 0xac), { maxLength: 16 })
  .map((list) => Buffer.from(list));
const binary = fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes));

function packetOf(data: fc.Arbitrary<string>): fc.Arbitrary<Packet> {
  return fc.oneof(
    fc.record({ type: fc.constantFrom(...PACKET_TYPES), data }, { requiredKeys: ["type"] }),
    fc.record({ type: fc.constant("message" as const), data: binary }),
  );
}

const text = fc.string({ unit: "binary", minLength: 1 });

describe("engine.io-parser 5, of Engine.IO 4", () => {
  it("writes the same frames", () => {
    fc.assert(
      fc.property(packetOf(text), fc.boolean(), (packet, base64) => {
        expect(eio4.encodeFrame(packet, base64)).toEqual(
          answer((callback) => current.encodePacket(packet, !base64, callback)),
        );
      }),
    );
  });
  it("writes the same polling bodies", () => {
    fc.assert(
      fc.property(fc.array(packetOf(text.filter((value) => !value.includes("\u001e")))), (packets) => {
        expect(eio4.encodePayload(packets)).toBe(answer((callback) => current.encodePayload(packets, callback)) ?? "");
      }),
    );
  });
  it("reads whatever we read, as we do", () => {
    fc.assert(
      fc.property(fc.oneof(almost, fc.string({ unit: "binary" })), (wire) => {
        const frame = outcome(() => comparable([eio4.decodeFrame(wire)]));
        if ("value" in frame) expect(frame.value).toEqual(comparable([current.decodePacket(wire)]));
        const body = outcome(() => comparable(eio4.decodePayload(wire)));
        if ("value" in body) expect(body.value).toEqual(comparable(current.decodePayload(wire)));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["base64 without padding", "bAQIDBA"],
    ["base64 with blanks", "bAQ ID BA=="],
    ["base64 of the URL alphabet", "b-_-_"],
    ["base64 with stray bits", "bAQIDBB=="],
    ["base64 with anything behind the padding", "bAQ==AQID"],
    ["no base64 at all", "b€"],
  ])("reads what we refuse: %s", (_name, wire) => {
    expect(current.decodePacket(wire)).toMatchObject({ type: "message" });
    expect(outcome(() => eio4.decodeFrame(wire))).toEqual({ code: "BAD_BASE64" });
  });
  it("reads what we refuse: more than 10 000 packets", () => {
    const body = "4\u001e".repeat(10_000) + "4";
    expect(current.decodePayload(body)).toHaveLength(10_001);
    expect(outcome(() => [...eio4.decodePayload(body)])).toEqual({ code: "TOO_MANY_PACKETS" });
  });
  it("writes what we refuse: a separator inside a packet", () => {
    const packets: Packet[] = [{ type: "message", data: "a\u001e1" }];
    expect(answer((callback) => current.encodePayload(packets, callback))).toBe("4a\u001e1");
    expect(outcome(() => eio4.encodePayload(packets))).toEqual({ code: "BAD_DATA" });
  });
});

describe("engine.io-parser 2, of Engine.IO 3", () => {
  it("writes the same frames", () => {
    fc.assert(
      fc.property(packetOf(text), fc.boolean(), (packet, base64) => {
        const ours = eio3.encodeFrame(packet, base64);
        const theirs = answer<string | Buffer>((callback) => former.encodePacket(packet, !base64, callback));
        expect(buffered(ours)).toEqual(theirs);
      }),
    );
  });
  it("writes the same polling bodies of text and of bytes", () => {
    fc.assert(
      fc.property(fc.array(packetOf(text)), fc.boolean(), (packets, base64) => {
        const ours = eio3.encodePayload(packets, base64);
        const theirs = answer<string | Buffer>((callback) => former.encodePayload(packets, !base64, callback));
        expect(buffered(ours)).toEqual(theirs);
      }),
    );
  });
  it("reads whatever we read, as we do", () => {
    fc.assert(
      fc.property(fc.oneof(almost, fc.string({ unit: "binary" })), (wire) => {
        const frame = outcome(() => comparable([eio3.decodeFrame(wire)]));
        if ("value" in frame) expect(frame.value).toEqual(comparable([former.decodePacket(wire)]));
        const body = outcome(() => comparable(eio3.decodePayload(wire)));
        if ("value" in body) expect(body.value).toEqual(formerPayload(wire));
      }),
      { numRuns: 2_000 },
    );
  });
  it("reads whatever bytes we read, as we do", () => {
    const good = fc
      .tuple(fc.array(packetOf(fc.string({ unit: "grapheme", minLength: 1 }))), binary)
      .map(([packets, data]) => {
        const body = eio3.encodePayload([...packets, { type: "message", data }]);
        // The last packet is binary, and makes the body bytes.
        return Buffer.from(body as Uint8Array);
      });
    let read = 0;
    fc.assert(
      fc.property(fc.oneof(almostBytes, good), (wire) => {
        const frame = outcome(() => comparable([eio3.decodeFrame(wire)]));
        if ("value" in frame) expect(frame.value).toEqual(comparable([former.decodePacket(wire)]));
        const body = outcome(() => comparable(eio3.decodePayload(wire)));
        if ("value" in body) {
          read++;
          expect(body.value).toEqual(formerPayload(wire));
        }
      }),
      { numRuns: 1_000 },
    );
    expect(read).toBeGreaterThan(100);
  });

  it.each([
    ["base64 with blanks", "b4AQ ID", "BAD_BASE64"],
    ["base64 without padding", "b4AQ", "BAD_BASE64"],
    ["a ping in base64", "b2AQID", "BAD_PACKET_TYPE"],
    ["a binary ping", Buffer.of(2, 1), "BAD_PACKET_TYPE"],
    ["binary of no type", Buffer.of(9, 1), "BAD_PACKET_TYPE"],
    ["no bytes", Buffer.alloc(0), "BAD_PACKET_TYPE"],
  ])("reads a frame that we refuse: %s", (_name, wire, code) => {
    expect(former.decodePacket(wire).type).not.toBe("error");
    expect(outcome(() => eio3.decodeFrame(wire))).toEqual({ code });
  });
  it.each([
    ["a length of 0", "0:1:6", "BAD_PAYLOAD"],
    ["a byte that is neither text nor binary", Buffer.of(7, 2, 255, 4, 1), "BAD_PAYLOAD"],
    ["fewer bytes than the length says", Buffer.of(1, 9, 255, 4, 1), "BAD_PAYLOAD"],
    ["a byte length with a leading zero", Buffer.of(1, 0, 2, 255, 4, 1), "BAD_PAYLOAD"],
    [
      "a byte length of bytes above 9",
      Buffer.of(0, 1, 255, 54, 1, 10, 255, 4, 1, 1, 1, 1, 1, 1, 1, 1, 1),
      "BAD_PAYLOAD",
    ],
    ["a surrogate in UTF-8", Buffer.of(0, 4, 255, 52, 0xed, 0xa0, 0x80), "BAD_PAYLOAD"],
  ])("reads a polling body that we refuse: %s", (_name, wire, code) => {
    expect(formerPayload(wire)).toEqual(
      expect.arrayContaining([expect.objectContaining({ type: expect.not.stringMatching("error") })]),
    );
    expect(outcome(() => [...eio3.decodePayload(wire)])).toEqual({ code });
  });
});
