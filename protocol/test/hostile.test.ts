import {
  decodePayload,
  eio4,
  encodePacket,
  encodePayload,
  excerpt,
  ProtocolError,
  SocketDecoder,
} from "@upwire/protocol";
import { eio3 } from "@upwire/protocol/eio3";
import { describe, expect, it } from "vitest";
import { outcome } from "./outcome.ts";

// Sizes here are such that work which grows with the square of the input runs into the test's time limit many times over.
const MANY = 1_000_000;

function decode(text: string): unknown {
  return outcome(() => new SocketDecoder().add(text));
}

function count(packets: Iterable<unknown>): number {
  let number = 0;
  for (const _ of packets) number++;
  return number;
}

describe("polling bodies", () => {
  it("refuse a packet too many before the first is handed out", () => {
    const bodies = [
      decodePayload("4\u001e4\u001e4", 2),
      eio3.decodePayload("1:41:41:4", 2),
      eio3.decodePayload(Uint8Array.of(0, 1, 255, 52, 0, 1, 255, 52), 1),
    ];
    for (const body of bodies)
      expect(outcome(() => body[Symbol.iterator]().next())).toEqual({ code: "TOO_MANY_PACKETS" });
    expect(count(decodePayload("4\u001e4", 2))).toBe(2);
    expect(count(eio3.decodePayload("1:41:4", 2))).toBe(2);
  });
  it("have 10 000 packets at most by default", () => {
    const packets = Array.from({ length: 10_001 }, () => ({ type: "message", data: "a" }) as const);
    for (const codec of [eio4, eio3]) {
      expect(count(codec.decodePayload(codec.encodePayload(packets.slice(1))))).toBe(10_000);
      expect(outcome(() => count(codec.decodePayload(codec.encodePayload(packets))))).toEqual({
        code: "TOO_MANY_PACKETS",
      });
    }
  });
  it("of a million separators are refused", () => {
    expect(outcome(() => count(decodePayload("\u001e".repeat(MANY))))).toEqual({ code: "TOO_MANY_PACKETS" });
    expect(outcome(() => count(decodePayload("\u001e".repeat(MANY), Infinity)))).toEqual({ code: "BAD_PACKET_TYPE" });
  });
  it("of a million packets are read in one pass where that is allowed", () => {
    expect(count(decodePayload(`4${"\u001e4".repeat(MANY - 1)}`, Infinity))).toBe(MANY);
    expect(count(eio3.decodePayload("1:4".repeat(MANY), Infinity))).toBe(MANY);
    const binary = new Uint8Array(4 * MANY);
    for (let at = 0; at < binary.length; at += 4) binary.set([1, 1, 255, 4], at);
    expect(count(eio3.decodePayload(binary, Infinity))).toBe(MANY);
  });
  it("whose length is a million digits are refused", () => {
    expect(outcome(() => count(eio3.decodePayload("4".repeat(MANY))))).toEqual({ code: "BAD_PAYLOAD" });
    expect(outcome(() => count(eio3.decodePayload(new Uint8Array(MANY).fill(4))))).toEqual({ code: "BAD_PAYLOAD" });
  });
  it("carry megabytes of binary", () => {
    const data = Uint8Array.from({ length: 3 * MANY }, (_, index) => index);
    for (const codec of [eio4, eio3]) {
      for (const base64 of [true, false]) {
        const [packet] = codec.decodePayload(codec.encodePayload([{ type: "message", data }], base64));
        // Byte by byte as Vitest compares takes a minute.
        expect(packet?.data instanceof Uint8Array && Buffer.compare(packet.data, data)).toBe(0);
      }
    }
  });
  it("are cut nowhere but where they say, whatever their text is", () => {
    const data = "\ud83d\ude00".repeat(MANY);
    expect([...eio3.decodePayload(eio3.encodePayload([{ type: "message", data }]))]).toEqual([
      { type: "message", data },
    ]);
    expect([...decodePayload(encodePayload([{ type: "message", data }]))]).toEqual([{ type: "message", data }]);
  });
});

describe("Socket.IO text", () => {
  it.each([
    ["an ack id of a million digits", `2${"1".repeat(MANY)}["a"]`, "BAD_ACK_ID"],
    ["an attachment count of a million digits", `5${"1".repeat(MANY)}-["a"]`, "BAD_ATTACHMENT"],
    ["a namespace of a million characters", `0/${"a".repeat(MANY)},`, "BAD_NAMESPACE"],
    ["a namespace of 1 025 characters", `0/${"a".repeat(1_024)},`, "BAD_NAMESPACE"],
    ["a namespace of 1 025 characters before a query", `0/${"a".repeat(1_024)}?a=1,`, "BAD_NAMESPACE"],
    ["a query of 8 193 characters", `0/a?${"a".repeat(8_192)},`, "BAD_NAMESPACE"],
    ["an event name of 1 025 characters", `2["${"a".repeat(1_025)}"]`, "BAD_DATA"],
    ["depth 513", `2${"[".repeat(513)}${"]".repeat(513)}`, "TOO_DEEP"],
    ["depth 5 000", `2["a",${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}]`, "TOO_DEEP"],
    ["depth 100 000", `2["a",${"[".repeat(100_000)}${"]".repeat(100_000)}]`, "TOO_DEEP"],
    ["depth 100 000 in credentials", `0${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`, "TOO_DEEP"],
    ["depth 100 000 beside an attachment", `51-["a",${"[".repeat(100_000)}${"]".repeat(100_000)}]`, "TOO_DEEP"],
    ["a million brackets that nothing closes", `2${"[".repeat(MANY)}`, "BAD_JSON"],
    ["a million quotes", `2["a",${'"'.repeat(MANY)}]`, "BAD_JSON"],
  ])("refuses %s", (_name, text, code) => {
    expect(decode(text)).toEqual({ code });
  });

  it("takes what is just within the limits", () => {
    const name = "a".repeat(1_024);
    expect(decode(`2/${name.slice(1)},["${name}"]`)).toEqual({
      value: { type: 2, nsp: `/${name.slice(1)}`, data: [name] },
    });
    expect(decode(`0/a?${"a".repeat(8_191)}`)).toMatchObject({ value: { type: 0 } });
  });
  it("takes names up to the length that is set", () => {
    const decoder = new SocketDecoder({ maxNameLength: 2 });
    expect(decoder.add('2/a,["bb"]')).toMatchObject({ nsp: "/a" });
    expect(outcome(() => decoder.add('2/aa,["b"]'))).toEqual({ code: "BAD_NAMESPACE" });
    expect(outcome(() => decoder.add('2["bbb"]'))).toEqual({ code: "BAD_DATA" });
  });

  it.each([
    ["100 000 keys", ["a", Object.fromEntries(Array.from({ length: 100_000 }, (_, key) => [`k${key}`, key]))]],
    ["a million arguments", ["a", ...Array.from({ length: MANY }, (_, index) => index)]],
    ["a million backslashes", ["a", "\\".repeat(MANY)]],
    ["a million quotes, escaped", ["a", '"'.repeat(MANY)]],
    ["300 000 empty objects", ["a", ...Array.from({ length: 300_000 }, () => ({}))]],
    ["brackets in a string", ["a", "[".repeat(MANY)]],
  ])("carries %s out and back", (_name, data) => {
    const { text } = encodePacket({ type: 2, nsp: "/", data });
    expect(new SocketDecoder().add(text)?.data).toEqual(data);
  });

  it("leaves JSON's own ways with odd values alone", () => {
    expect(decode('2["a",1e400,-1e400,"\\ud800",{"a":1,"a":2}]')).toEqual({
      value: { type: 2, nsp: "/", data: ["a", Infinity, -Infinity, "\ud800", { a: 2 }] },
    });
  });
  it("keeps own keys __proto__, constructor and toJSON as data, there and when sent again", () => {
    const wire = '2["a",{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}},"toJSON":1}]';
    const packet = new SocketDecoder().add(wire);
    expect(JSON.stringify(packet?.data)).toBe(wire.slice(1));
    expect(packet && encodePacket(packet).text).toBe(wire);
    expect("admin" in {}).toBe(false);
  });
  it("hands every value to the reviver, and takes what it answers even where that cannot be changed", () => {
    const decoder = new SocketDecoder({
      reviver: (key, value) => (key === "at" ? new Date(Number(value)) : Object.freeze(value)),
    });
    expect(decoder.add('2["a",{"at":0}]')?.data).toEqual(["a", { at: new Date(0) }]);
    expect(
      outcome(() =>
        new SocketDecoder({
          reviver: () => {
            throw new RangeError("mine");
          },
        }).add('2["a"]'),
      ),
    ).toEqual({ code: "BAD_JSON" });
  });
});

describe("attachments", () => {
  const header = '52-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]';

  it("are given out as they came, without a copy", () => {
    const decoder = new SocketDecoder();
    const [first, second] = [Uint8Array.of(1), new ArrayBuffer(2)];
    expect(decoder.add(header)).toBeUndefined();
    expect(decoder.add(first)).toBeUndefined();
    expect(decoder.waiting).toBe(true);
    const packet = decoder.add(second);
    expect(decoder.waiting).toBe(false);
    expect(packet).toStrictEqual({ type: 2, nsp: "/", data: ["a", first, second] });
    expect(Array.isArray(packet?.data) && packet.data[2]).toBe(second);
  });
  it("are bounded together in bytes, before the last has come", () => {
    const decoder = new SocketDecoder();
    decoder.add(header);
    expect(outcome(() => decoder.add(new Uint8Array(MANY + 1)))).toEqual({ code: "TOO_LARGE" });
    const small = new SocketDecoder({ maxAttachmentBytes: 3 });
    small.add(header);
    small.add(new Uint8Array(2));
    expect(outcome(() => small.add(new Uint8Array(2)))).toEqual({ code: "TOO_LARGE" });
  });
  it("are bounded in number by an option", () => {
    expect(outcome(() => new SocketDecoder({ maxAttachments: 1 }).add(header))).toEqual({
      code: "TOO_MANY_ATTACHMENTS",
    });
    expect(new SocketDecoder({ maxAttachments: 11 }).add('511-["a"]')).toBeUndefined();
  });
  it("that do not come are forgotten on reset", () => {
    const decoder = new SocketDecoder();
    decoder.add(header);
    decoder.reset();
    expect(decoder.waiting).toBe(false);
    expect(decoder.add('2["a"]')).toEqual({ type: 2, nsp: "/", data: ["a"] });
  });
  it("find placeholders at any depth that is allowed", () => {
    const decoder = new SocketDecoder();
    decoder.add(`51-["a",${"[".repeat(510)}{"_placeholder":true,"num":0}${"]".repeat(510)}]`);
    expect(decoder.add(Uint8Array.of(1))?.type).toBe(2);
  });
});

describe("text from the wire in messages", () => {
  it("starts where the packet starts, and is short", () => {
    const error = (() => {
      try {
        new SocketDecoder().add(`42[${"x".repeat(MANY)}`, 1);
        return undefined;
      } catch (caught) {
        return caught;
      }
    })();
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ name: "ProtocolError", message: `BAD_JSON: "[${"x".repeat(39)}"` });
  });
  it("is short and harmless where a placeholder is quoted", () => {
    const decoder = new SocketDecoder();
    decoder.add(`51-["a",{"_placeholder":true,"num":"${"\u009b31m".repeat(MANY)}"}]`);
    const problem = `placeholder "\\"${"\ufffd31m".repeat(10).slice(0, 39)}"`;
    expect(() => decoder.add(Uint8Array.of(1))).toThrow(new ProtocolError("BAD_ATTACHMENT", problem));
  });
  it("has nothing in it that a terminal obeys", () => {
    expect(excerpt("\u0000\n\u001b[31m")).toBe('"\\u0000\\n\\u001b[31m"');
    expect(excerpt("\u009b31m\u007f\u2028\u202e\ufeffé名😀")).toBe('"\ufffd31m\ufffd\ufffd\ufffd\ufffdé名😀"');
  });
});
