import {
  decodeBase64,
  decodeFrame,
  decodeTextFrame,
  eio4,
  encodeBase64,
  encodePacket,
  type EnginePacket,
  PACKET_TYPES,
  parseHandshake,
  isReserved,
  SocketDecoder,
  type SocketPacket,
} from "@upwire/protocol";
import { eio3 } from "@upwire/protocol/eio3";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outcome } from "./outcome.ts";

const text = fc.string({ unit: "binary", minLength: 1 });
const bytes = fc.uint8Array({ maxLength: 64 });
const binaryMessage = fc.record({ type: fc.constant("message" as const), data: bytes });

/** Engine packets whose text is of `data`; an empty text is the same on the wire as none, and so is left out. */
function enginePacket(data: fc.Arbitrary<string>): fc.Arbitrary<EnginePacket<string | Uint8Array>> {
  return fc.oneof(
    fc.record({ type: fc.constantFrom(...PACKET_TYPES), data }, { requiredKeys: ["type"] }),
    binaryMessage,
  );
}

/** Text that TextDecoder gives back: UTF-8 has no lone surrogates. */
const wellFormed = fc.string({ unit: "grapheme", minLength: 1 });

const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.string({ unit: "binary" }),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
    fc.constantFrom(null, true, false),
    bytes,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("__proto__", "toJSON", "constructor", "num")), tie("value"), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  ),
})).value;

const nsp = fc.string().map((name) => `/${name.replaceAll(/[,?]/g, "")}`);
const id = fc.option(fc.maxSafeNat(), { nil: undefined });
const args = fc.array(json, { maxLength: 4 });
const eventName = fc.oneof(
  fc.string({ unit: "binary" }).filter((name) => !isReserved(name)),
  fc.integer(),
);

const socketPacket: fc.Arbitrary<SocketPacket> = fc.oneof(
  fc.tuple(nsp, id, eventName, args).map(([name, ackId, event, data]) => ({
    type: 2 as const,
    nsp: name,
    ...(ackId !== undefined && { id: ackId }),
    data: [event, ...data],
  })),
  fc.record({ type: fc.constant(3 as const), nsp, id: fc.maxSafeNat(), data: args }),
  fc.record({ type: fc.constantFrom(0 as const, 4 as const), nsp, data: fc.dictionary(fc.string(), fc.string()) }),
  fc.record({ type: fc.constantFrom(0 as const, 1 as const), nsp }),
  fc.record({ type: fc.constant(4 as const), nsp, data: fc.string() }),
);

/** Text made of what the grammars are made of, which random text hardly ever hits. */
const almost = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...'0123456789-/,[]{}":bx\u001e',
        '"a"',
        '{"_placeholder":true,"num":0}',
        '51-["a",',
        "null",
        '"sid":"a"',
      ),
      fc.string({ unit: "binary", maxLength: 3 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));
const anyText = fc.oneof(almost, fc.string({ unit: "binary" }));
const anyBytes = fc.oneof(
  fc.uint8Array(),
  fc.array(fc.constantFrom(0, 1, 2, 4, 9, 52, 98, 255)).map((list) => Uint8Array.from(list)),
);

describe("decoding what was encoded gives it back", () => {
  it("for base64", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (data) => {
        const encoded = encodeBase64(data);
        expect(encoded).toBe(Buffer.from(data).toString("base64"));
        expect(decodeBase64(encoded)).toEqual(data);
      }),
    );
  });

  for (const codec of [eio4, eio3]) {
    it(`for frames of Engine.IO ${codec.protocol}`, () => {
      fc.assert(
        fc.property(enginePacket(text), fc.boolean(), (packet, base64) => {
          // No Blobs are among these packets.
          expect(codec.decodeFrame(codec.encodeFrame(packet, base64) as string | Uint8Array)).toEqual(packet);
        }),
      );
    });
    it(`for polling bodies of Engine.IO ${codec.protocol}`, () => {
      const data = codec.protocol === 4 ? text.filter((value) => !value.includes("\u001e")) : text;
      fc.assert(
        fc.property(fc.array(enginePacket(data), { minLength: 1 }), (packets) => {
          expect([...codec.decodePayload(codec.encodePayload(packets, true))]).toEqual(packets);
        }),
      );
    });
  }

  it("for polling bodies of bytes", () => {
    fc.assert(
      fc.property(fc.array(enginePacket(wellFormed)), binaryMessage, (packets, last) => {
        const body = eio3.encodePayload([...packets, last]);
        expect(body).toBeInstanceOf(Uint8Array);
        expect([...eio3.decodePayload(body)]).toEqual([...packets, last]);
      }),
    );
  });

  it("for Socket.IO packets with their attachments", () => {
    fc.assert(
      fc.property(socketPacket, (packet) => {
        const { text: header, attachments = [] } = encodePacket(packet);
        const decoder = new SocketDecoder({ maxAttachments: attachments.length });
        // No Blobs are among these attachments.
        const decoded = [header, ...(attachments as Uint8Array[])].map((message) => decoder.add(message));
        expect(decoded.pop()).toEqual(packet);
        expect(decoded.every((early) => early === undefined)).toBe(true);
        expect(decoder.waiting).toBe(false);
      }),
    );
  });
});

describe("no input makes a decoder throw anything but a ProtocolError", () => {
  it("for frames", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, anyBytes), (frame) => {
        outcome(() => decodeFrame(frame));
        outcome(() => eio4.decodeFrame(frame));
        outcome(() => eio3.decodeFrame(frame));
        if (typeof frame === "string") outcome(() => decodeTextFrame(frame));
      }),
      { numRuns: 1_000 },
    );
  });
  it("for polling bodies", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, anyBytes), (body) => {
        outcome(() => [...eio4.decodePayload(body)]);
        outcome(() => [...eio3.decodePayload(body)]);
      }),
      { numRuns: 1_000 },
    );
  });
  it("for handshakes", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.json()), (data) => {
        outcome(() => parseHandshake(data));
      }),
      { numRuns: 1_000 },
    );
  });
  it("for Socket.IO messages in any order", () => {
    const message = fc.oneof(
      anyText,
      anyBytes,
      fc.json().map((value) => `2${value}`),
      socketPacket.map((packet) => encodePacket(packet).text),
    );
    fc.assert(
      fc.property(fc.array(message, { maxLength: 5 }), (messages) => {
        const decoder = new SocketDecoder();
        for (const each of messages) outcome(() => decoder.add(each));
      }),
      { numRuns: 2_000 },
    );
  });
});
