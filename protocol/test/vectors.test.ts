import {
  type EngineCodec,
  eio4,
  encodePacket,
  parseHandshake,
  SocketDecoder,
  type SocketPacket,
} from "@upwire/protocol";
import { eio3 } from "@upwire/protocol/eio3";
import { describe, expect, it } from "vitest";
import { outcome } from "./outcome.ts";
import { type EngineVector, type SocketVector, vectors } from "./vector.ts";

function decodeEngine(codec: EngineCodec, { form, wire }: EngineVector): unknown {
  return form === "frame" ? codec.decodeFrame(wire) : [...codec.decodePayload(wire)];
}

function encodeEngine(codec: EngineCodec, { packet, packets, base64 }: EngineVector): unknown {
  return packet ? codec.encodeFrame(packet, base64) : codec.encodePayload(packets ?? [], base64);
}

/** The packets that a decoder makes of messages in order. */
function decodeSocket(wire: SocketVector["wire"]): readonly SocketPacket[] {
  const decoder = new SocketDecoder();
  return wire.map((message) => decoder.add(message)).filter((packet) => packet !== undefined);
}

for (const [file, codec] of [
  ["engine-v4", eio4],
  ["engine-v3", eio3],
] as const) {
  describe(file, () => {
    for (const vector of vectors(file)) {
      const { form, code } = vector;
      if (code) {
        it(`refuses a ${form}: ${vector.name}`, () => {
          expect(outcome(() => decodeEngine(codec, vector))).toEqual({ code });
        });
      } else {
        it(`reads a ${form}: ${vector.name}`, () => {
          expect(decodeEngine(codec, vector)).toEqual(vector.packet ?? vector.packets);
        });
        it(`writes a ${form}: ${vector.name}`, () => {
          expect(encodeEngine(codec, vector)).toEqual(vector.wire);
        });
      }
    }
  });
}

for (const file of ["socket-v5", "socket-v4"] as const) {
  describe(file, () => {
    for (const { name, wire, packet, code, decodeOnly } of vectors(file)) {
      if (!packet) {
        it(`refuses: ${name}`, () => {
          expect(outcome(() => decodeSocket(wire))).toEqual({ code });
        });
        continue;
      }
      it(`reads: ${name}`, () => {
        expect(decodeSocket(wire)).toEqual([packet]);
      });
      if (decodeOnly) continue;
      it(`writes: ${name}`, () => {
        const { text, attachments = [] } = encodePacket(packet);
        expect([text, ...attachments]).toEqual(wire);
      });
    }
  });
}

describe("handshake", () => {
  for (const { name, wire, handshake, code } of vectors("handshake")) {
    it(handshake ? `reads: ${name}` : `refuses: ${name}`, () => {
      expect(outcome(() => parseHandshake(wire))).toEqual(handshake ? { value: handshake } : { code });
    });
  }
});
