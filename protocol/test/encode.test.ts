import { runInNewContext } from "node:vm";
import {
  encodeFrame,
  encodePacket,
  encodePayload,
  encodeTextFrame,
  SocketDecoder,
  type SocketPacket,
} from "@upwire/protocol";
import { eio3 } from "@upwire/protocol/eio3";
import { describe, expect, it } from "vitest";
import { outcome } from "./outcome.ts";

function event(...args: readonly unknown[]): SocketPacket {
  return { type: 2, nsp: "/", data: ["e", ...args] };
}

function text(...args: readonly unknown[]): string {
  return encodePacket(event(...args)).text;
}

/** Arrays inside one another, `depth` of them. */
function nested(depth: number): unknown {
  let value: unknown = [];
  for (let level = 1; level < depth; level++) value = [value];
  return value;
}

describe("what JSON makes of values", () => {
  it("turns undefined and NaN into null inside arrays", () => {
    expect(text(undefined, Number.NaN, Number.POSITIVE_INFINITY)).toBe('2["e",null,null,null]');
  });
  it("leaves undefined members, functions and symbols out", () => {
    expect(text({ a: undefined, b: () => 0, c: Symbol("c"), d: 1 })).toBe('2["e",{"d":1}]');
  });
  it("turns a Map into an empty object and a Date into its ISO form", () => {
    expect(text(new Map([["a", 1]]), new Date(0))).toBe('2["e",{},"1970-01-01T00:00:00.000Z"]');
  });
  it("writes the holes of a sparse array as null, with and without attachments", () => {
    const sparse: unknown[] = [];
    sparse[2] = 1;
    expect(text(sparse)).toBe('2["e",[null,null,1]]');
    sparse[4] = Uint8Array.of(1);
    expect(text(sparse)).toBe('51-["e",[null,null,1,null,{"_placeholder":true,"num":0}]]');
  });
  it("throws JSON's own TypeError for a BigInt", () => {
    expect(() => text(1n)).toThrow(TypeError);
  });
  it("leaves data out where it is null", () => {
    expect(encodePacket({ type: 0, nsp: "/", data: null })).toEqual({ text: "0" });
  });
  it("hands the replacer to JSON", () => {
    const replacer = (_key: string, value: unknown): unknown => (value instanceof Set ? [...value] : value);
    expect(encodePacket(event(new Set([1, 2])), { replacer }).text).toBe('2["e",[1,2]]');
  });
});

describe("toJSON", () => {
  it("is asked once, so that one which answers itself ends", () => {
    const value = { a: 1, toJSON: (): unknown => value };
    expect(text(value)).toBe('2["e",{"a":1}]');
  });
  it("may answer with an attachment", () => {
    const bytes = Uint8Array.of(1);
    const packet = encodePacket(event({ toJSON: () => ({ bytes }) }));
    expect(packet).toEqual({ text: '51-["e",{"bytes":{"_placeholder":true,"num":0}}]', attachments: [bytes] });
  });
  it("of Buffers is not asked: they are attachments", () => {
    expect(encodePacket(event(Buffer.of(1))).attachments).toEqual([Buffer.of(1)]);
  });
});

describe("attachments", () => {
  it("are ArrayBuffers, views, Blobs and Files, in the order of their placeholders", () => {
    const values = [
      new ArrayBuffer(1),
      new Uint16Array(1),
      new DataView(new ArrayBuffer(2)),
      new Blob(["a"]),
      new File(["a"], "a"),
    ];
    const { text: header, attachments } = encodePacket(event(...values));
    expect(header.startsWith('55-["e",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}')).toBe(true);
    values.forEach((value, index) => expect(attachments?.[index]).toBe(value));
  });
  it("are told by what they are and not by where their class is from", () => {
    const foreign: unknown = runInNewContext("new ArrayBuffer(3)");
    expect(encodePacket(event(foreign)).attachments).toHaveLength(1);
  });
  it("are not what merely has a similar name", () => {
    const list = { [Symbol.toStringTag]: "FileList", length: 0 };
    expect(text(list)).toBe('2["e",{"length":0}]');
  });
  it("keep the offset and length of a view", () => {
    const view = new Uint8Array(Uint8Array.of(0, 1, 2, 3).buffer, 1, 2);
    expect(encodePacket(event(view)).attachments?.[0]).toBe(view);
    expect(encodeTextFrame({ type: "message", data: view })).toBe("bAQI=");
    expect(eio3.encodeFrame({ type: "message", data: view })).toEqual(Uint8Array.of(4, 1, 2));
  });
  it("are copied out of shared memory, which others may write to before it has left", () => {
    const shared = new SharedArrayBuffer(4);
    const view = new Uint8Array(shared, 1, 2);
    view.set([1, 2]);
    const { attachments } = encodePacket(event(shared, view));
    view.set([3, 4]);
    expect(attachments).toEqual([Uint8Array.of(0, 1, 2, 0), Uint8Array.of(1, 2)]);
  });
  it("that are detached are a TypeError, and empty ones are not", () => {
    const view = new Uint8Array(4);
    structuredClone(view.buffer, { transfer: [view.buffer] });
    expect(() => encodePacket(event(view))).toThrow(TypeError);
    expect(() => encodePacket(event(view.buffer))).toThrow(TypeError);
    expect(encodePacket(event(new ArrayBuffer(0), new Uint8Array(0))).attachments).toHaveLength(2);
  });
  it("are looked for in events and acks only", () => {
    expect(encodePacket({ type: 0, nsp: "/", data: { a: [1] } })).toEqual({ text: '0{"a":[1]}' });
  });
  it("leave the data of the caller as it is", () => {
    const bytes = Uint8Array.of(1);
    const data = ["e", { a: [bytes], b: { c: bytes } }];
    encodePacket({ type: 2, nsp: "/", data });
    expect(data).toEqual(["e", { a: [bytes], b: { c: bytes } }]);
  });
  it("beside a key __proto__ leave it what it is: data", () => {
    const hostile: unknown = JSON.parse('{"__proto__":{"admin":true},"a":1}');
    const holder: unknown = Object.defineProperty({}, "__proto__", { value: Uint8Array.of(1), enumerable: true });
    expect(text(hostile, Uint8Array.of(1))).toBe(
      '51-["e",{"__proto__":{"admin":true},"a":1},{"_placeholder":true,"num":0}]',
    );
    const { text: header, attachments = [] } = encodePacket(event(holder));
    expect(header).toBe('51-["e",{"__proto__":{"_placeholder":true,"num":0}}]');
    const decoder = new SocketDecoder();
    decoder.add(header);
    expect(attachments).toEqual([Uint8Array.of(1)]);
    expect(JSON.stringify(decoder.add(Uint8Array.of(1))?.data)).toBe('["e",{"__proto__":{"0":1}}]');
  });
  it("are not looked for in what an object inherits", () => {
    expect(text(Object.create({ bytes: Uint8Array.of(1) }))).toBe('2["e",{}]');
  });
  it("do not travel beside data that looks like a placeholder", () => {
    const fake = { num: 0, _placeholder: true };
    expect(outcome(() => encodePacket(event(fake, Uint8Array.of(1))))).toEqual({ code: "BAD_DATA" });
    expect(text(fake)).toBe('2["e",{"num":0,"_placeholder":true}]');
    expect(text('"_placeholder":true', Uint8Array.of(1))).toBe(
      '51-["e","\\"_placeholder\\":true",{"_placeholder":true,"num":0}]',
    );
  });
});

describe("depth", () => {
  it("is 512 both ways, the array of arguments and placeholders included", () => {
    const deepest = text(nested(511));
    expect(new SocketDecoder().add(deepest)?.data).toEqual(["e", nested(511)]);
    expect(outcome(() => text(nested(512)))).toEqual({ code: "TOO_DEEP" });
    expect(outcome(() => new SocketDecoder().add(`2["e",${"[".repeat(512)}${"]".repeat(512)}]`))).toEqual({
      code: "TOO_DEEP",
    });
  });
  it("is an option both ways", () => {
    expect(outcome(() => encodePacket(event([]), { maxDepth: 1 }))).toEqual({ code: "TOO_DEEP" });
    expect(encodePacket(event(nested(900)), { maxDepth: 901 }).text).toHaveLength(1807);
    expect(outcome(() => new SocketDecoder({ maxDepth: 1 }).add('2["e",[]]'))).toEqual({ code: "TOO_DEEP" });
    expect(new SocketDecoder({ maxDepth: 901 }).add(`2["e",${"[".repeat(900)}${"]".repeat(900)}]`)?.data).toEqual([
      "e",
      nested(900),
    ]);
  });
  it("of data that contains itself is refused", () => {
    const cycle: unknown[] = [];
    cycle.push({ cycle });
    expect(outcome(() => text(cycle))).toEqual({ code: "TOO_DEEP" });
  });
  it("of 100 000 levels is refused before JSON sees it", () => {
    expect(outcome(() => text(nested(100_000)))).toEqual({ code: "TOO_DEEP" });
  });
});

describe("engine packets", () => {
  it("pass a Blob through a frame and refuse it where its bytes are needed", () => {
    const packet = { type: "message", data: new Blob(["a"]) } as const;
    expect(encodeFrame(packet)).toBe(packet.data);
    expect(outcome(() => encodeTextFrame(packet))).toEqual({ code: "BAD_DATA" });
    expect(outcome(() => eio3.encodeFrame(packet))).toEqual({ code: "BAD_DATA" });
  });
  it("refuse the separator inside a polling body, where it would make packets of its own", () => {
    expect(outcome(() => encodePayload([{ type: "message", data: "a\u001e1" }]))).toEqual({ code: "BAD_DATA" });
    expect([...eio3.decodePayload(eio3.encodePayload([{ type: "message", data: "a\u001e1" }]))]).toEqual([
      { type: "message", data: "a\u001e1" },
    ]);
  });
  it("of Engine.IO 3 come out of an ArrayBuffer as an ArrayBuffer and out of a view as a view of it", () => {
    const frame = Uint8Array.of(4, 1, 2);
    expect(eio3.decodeFrame(frame.buffer)).toEqual({ type: "message", data: Uint8Array.of(1, 2).buffer });
    const { data } = eio3.decodeFrame(Buffer.from(frame.buffer));
    expect(data).toEqual(Buffer.of(1, 2));
    expect(Buffer.isBuffer(data) && data.buffer).toBe(frame.buffer);
  });
});
