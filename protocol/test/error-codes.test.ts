import { readFileSync } from "node:fs";
import { decodePayload, ProtocolError, type ProtocolErrorCode, SocketDecoder } from "@upwire/protocol";
import { describe, expect, it } from "vitest";
import { outcome } from "./outcome.ts";
import { vectors } from "./vector.ts";

/** Every code, and a way to meet those that no vector meets; the type makes the list complete. */
const codes: Readonly<Record<ProtocolErrorCode, "vector" | (() => unknown)>> = {
  BAD_PACKET_TYPE: "vector",
  BAD_PAYLOAD: "vector",
  BAD_BASE64: "vector",
  BAD_HANDSHAKE: "vector",
  BAD_NAMESPACE: () => new SocketDecoder().add(`0/${"a".repeat(1_024)},`),
  BAD_ACK_ID: "vector",
  BAD_JSON: "vector",
  BAD_DATA: "vector",
  BAD_ATTACHMENT: "vector",
  TOO_MANY_PACKETS: () => [...decodePayload("4\u001e4", 1)],
  TOO_MANY_ATTACHMENTS: "vector",
  TOO_DEEP: () => new SocketDecoder({ maxDepth: 1 }).add('2["a",[]]'),
  TOO_LARGE: () => {
    const decoder = new SocketDecoder({ maxAttachmentBytes: 1 });
    decoder.add('51-["a",{"_placeholder":true,"num":0}]');
    return decoder.add(new Uint8Array(2));
  },
  UNEXPECTED_BINARY: "vector",
  UNEXPECTED_TEXT: "vector",
};

/** The first cells of the table under the heading "Errors". */
function documentedCodes(): readonly string[] {
  const text = readFileSync(new URL("../../PROTOCOL.md", import.meta.url), "utf8");
  const section = text.split(/^## /m).find((part) => part.startsWith("Errors\n")) ?? "";
  return Array.from(section.matchAll(/^\| `([A-Z0-9_]+)` \|/gm), ([, code]) => String(code));
}

describe("error codes", () => {
  it("are those that PROTOCOL.md lists, in the same order", () => {
    expect(documentedCodes()).toEqual(Object.keys(codes));
  });

  const files = ["engine-v3", "engine-v4", "socket-v4", "socket-v5", "handshake"] as const;
  const met = new Set(files.flatMap((file) => vectors(file).map(({ code }) => code)));
  it.each(Object.entries(codes))("meet an input each: %s", (code, attempt) => {
    if (attempt === "vector") expect([...met]).toContain(code);
    else expect(outcome(attempt)).toEqual({ code });
  });

  it("stand at the start of the message, and keep the cause", () => {
    const cause = new Error("why");
    const error = new ProtocolError("BAD_JSON", "here", cause);
    expect(error).toMatchObject({ name: "ProtocolError", code: "BAD_JSON", message: "BAD_JSON: here", cause });
  });
});
