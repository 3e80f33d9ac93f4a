import { decodeBase64, encodeBase64 } from "@upwire/protocol";
import { describe, expect, it } from "vitest";
import { vectors } from "../../../protocol/test/vector.ts";
import type { FrameBody } from "../../src/bridge/record.ts";
import { splitBody, wholeFrame } from "../../src/panel/store/split-body.ts";
import { Tape } from "./tape.ts";

function bodyOf(wire: string | Uint8Array): FrameBody {
  return typeof wire === "string"
    ? { text: wire, size: new TextEncoder().encode(wire).length }
    : { base64: encodeBase64(wire), size: wire.length };
}

for (const [file, protocol] of [
  ["engine-v4", 4],
  ["engine-v3", 3],
] as const) {
  describe(`${file} in the panel`, () => {
    for (const { name, form, wire, packet, packets, code } of vectors(file)) {
      it(`${code ? "shows what is wrong with" : "shows"} a ${form}: ${name}`, () => {
        const tape = new Tape();
        const query = `EIO=${protocol}&sid=s&transport=`;
        const polling = form === "payload";
        const link = polling
          ? tape.link("polling", `https://a.example/engine.io/?${query}polling`, "GET")
          : tape.link("websocket", `wss://a.example/engine.io/?${query}websocket`);
        tape.frame(link, "in", bodyOf(wire));
        const rows = tape.store.rows.filter(({ note }) => note === undefined);
        if (code) {
          expect(rows.map((row) => tape.store.detail(row).problem?.code)).toContain(code);
          return;
        }
        const expected = packet ? [packet] : (packets ?? []);
        expect(rows.map(({ engineType }) => engineType)).toEqual(expected.map(({ type }) => type));
        expected.forEach(({ data }, index) => {
          const row = rows[index];
          if (!row) throw new Error("no row");
          const detail = tape.store.detail(row);
          if (data instanceof Uint8Array) expect(detail.data).toEqual(Uint8Array.from(data));
          else expect(row.text.slice(1)).toBe(data ?? "");
        });
      });
    }
  });
}

for (const file of ["socket-v5", "socket-v4"] as const) {
  describe(`${file} in the panel`, () => {
    for (const { name, wire, packet, code } of vectors(file)) {
      it(`${code ? "shows what is wrong with" : "shows"}: ${name}`, () => {
        const tape = new Tape();
        const link = tape.socket();
        const before = tape.store.rows.length;
        for (const message of wire)
          tape.frame(link, "in", bodyOf(typeof message === "string" ? `4${message}` : message));
        const rows = tape.store.rows.slice(before);
        const details = rows.map((row) => tape.store.detail(row));
        if (code) {
          const codes = details.map(({ problem }) => problem?.code);
          // How many and how large attachments may be, pages can set, so that the panel shows more than the default.
          if (code === "TOO_MANY_ATTACHMENTS" || code === "TOO_LARGE") expect(rows.length).toBeGreaterThan(0);
          else expect(codes).toContain(code);
          return;
        }
        expect(details).toHaveLength(1);
        expect(details[0]?.data).toEqual(packet?.data);
        expect(details[0]).toMatchObject({ namespace: packet?.nsp, ackId: packet?.id, problem: undefined });
      });
    }
  });
}

describe("splitting a body that is cut", () => {
  it("gives at every place the packets before it, and the beginning of the one at it", () => {
    const body = '42["one"]\x1e2\x1e42["two"]';
    for (let length = 0; length < body.length; length++) {
      const pieces = splitBody(4, { text: body.slice(0, length), size: body.length, cut: true });
      expect(pieces.map(({ text }) => text).join("\x1e")).toBe(body.slice(0, length));
      expect(pieces.slice(0, -1).every(({ cut }) => !cut)).toBe(true);
      expect(pieces.every(({ problem }) => problem === undefined)).toBe(true);
    }
  });

  it("does so for both forms of Engine.IO 3", () => {
    const text = '9:42["one"]1:29:42["two"]';
    const bytes = Uint8Array.of(0, 2, 255, 52, 50, 1, 3, 255, 4, 1, 2);
    for (let length = 0; length < text.length; length++) {
      const pieces = splitBody(3, { text: text.slice(0, length), size: text.length, cut: true });
      expect(pieces.filter(({ problem }) => problem)).toEqual([]);
      expect(pieces.filter(({ cut }) => !cut).map((piece) => piece.text)).toEqual(
        ['42["one"]', "2"].slice(0, length >= 14 ? 2 : length >= 11 ? 1 : 0),
      );
    }
    for (let length = 0; length < bytes.length; length++) {
      const base64 = encodeBase64(bytes.subarray(0, length));
      const pieces = splitBody(3, { base64, size: bytes.length, cut: true });
      expect(pieces.filter(({ problem }) => problem)).toEqual([]);
      expect(pieces.length).toBeLessThanOrEqual(2);
    }
  });

  it("keeps the bytes of a frame", () => {
    const piece = wholeFrame({ base64: "AQID", size: 3 });
    expect(decodeBase64(piece.text)).toEqual(Uint8Array.of(1, 2, 3));
  });
});
