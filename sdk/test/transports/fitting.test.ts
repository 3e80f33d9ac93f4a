import type { EnginePacket } from "@upwire/protocol";
import { describe, expect, it } from "vitest";
import { fitting } from "../../src/transports/fitting.ts";

const message = (length: number): EnginePacket => ({ type: "message", data: "x".repeat(length) });

describe("a polling body", () => {
  it("takes at least one packet, however large", () => {
    expect(fitting([message(3_000_000), message(1)], 1_000_000)).toBe(1);
  });

  it("takes as many as the server takes bytes", () => {
    expect(fitting([message(400), message(400), message(400)], 1_000)).toBe(2);
    expect(fitting([{ type: "message", data: new Uint8Array(300) }, message(590)], 1_000)).toBe(2);
    expect(fitting([{ type: "message", data: new Uint8Array(300) }, message(600)], 1_000)).toBe(1);
  });

  it("lets the goodbye travel alone", () => {
    expect(fitting([message(1), { type: "close" }], Infinity)).toBe(1);
    expect(fitting([{ type: "close" }], Infinity)).toBe(1);
  });
});
