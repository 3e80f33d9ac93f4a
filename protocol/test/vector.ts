import { readFileSync } from "node:fs";
import type { EnginePacket, Handshake, ProtocolErrorCode, SocketPacket } from "@upwire/protocol";

/** What every vector has: a name, and the code of the refusal where the wire is bad. */
interface Named {
  readonly name: string;
  readonly source?: string;
  readonly code?: ProtocolErrorCode;
}

/** One frame or polling body of Engine.IO; `base64` where the link carries text only. */
export interface EngineVector extends Named {
  readonly form: "frame" | "payload";
  readonly base64?: boolean;
  readonly wire: string | Uint8Array;
  readonly packet?: EnginePacket<string | Uint8Array>;
  readonly packets?: readonly EnginePacket<string | Uint8Array>[];
}

/** One Socket.IO packet as messages in order; with `decodeOnly`, not the form that encoders choose. */
export interface SocketVector extends Named {
  readonly wire: readonly (string | Uint8Array)[];
  readonly packet?: SocketPacket;
  readonly decodeOnly?: boolean;
}

/** The data of one open packet. */
export interface HandshakeVector extends Named {
  readonly wire: string;
  readonly handshake?: Handshake;
}

interface VectorFiles {
  readonly "engine-v3": readonly EngineVector[];
  readonly "engine-v4": readonly EngineVector[];
  readonly "socket-v4": readonly SocketVector[];
  readonly "socket-v5": readonly SocketVector[];
  readonly handshake: readonly HandshakeVector[];
}

/** The vectors of one file, each `{ "hex": "01 02" }` in them as bytes. */
export function vectors<File extends keyof VectorFiles>(file: File): VectorFiles[File] {
  const text = readFileSync(new URL(`vectors/${file}.json`, import.meta.url), "utf8");
  // True because the files are ours and hold what their name says; a slip makes a test fail.
  return JSON.parse(text, bytesOfHex) as VectorFiles[File];
}

function bytesOfHex(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("hex" in value) || typeof value.hex !== "string") return value;
  return Uint8Array.from(value.hex.split(" ").filter(Boolean), (digits) => Number.parseInt(digits, 16));
}
