import { expect, it } from "vitest";
import { isOpenRecording } from "../../src/bridge/envelope.ts";
import { nonce } from "../../src/bridge/nonce.ts";

it("lets a page for recordings be opened with an id, and with nothing that could lead elsewhere", () => {
  expect(isOpenRecording({ kind: "open recording", id: nonce() })).toBe(true);
  for (const id of ["", "a b", "../x", "x?y", "a#b", "x".repeat(65), 7, undefined]) {
    expect(isOpenRecording({ kind: "open recording", id })).toBe(false);
  }
  for (const other of [null, "open recording", { kind: "announce", id: "a" }, { id: "a" }]) {
    expect(isOpenRecording(other)).toBe(false);
  }
});
