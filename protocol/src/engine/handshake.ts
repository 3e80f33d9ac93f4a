import { excerpt, ProtocolError } from "../errors.ts";
import { MAX_PAYLOAD } from "../limits.ts";

/** What the server tells in its open packet (Engine.IO 4, Handshake). Times in milliseconds, `maxPayload` in bytes. */
export interface Handshake {
  readonly sid: string;
  readonly upgrades: readonly string[];
  readonly pingInterval: number;
  readonly pingTimeout: number;
  readonly maxPayload: number;
}

/** Longest timer that browsers and Node take before it wraps round and fires at once. */
const MAX_TIMER = 2_147_483_647;

/** Reads an open packet and refuses what no session can run on; a server that names no `maxPayload` has the default one. */
export function parseHandshake(text: string): Handshake {
  const { sid, upgrades, pingInterval, pingTimeout, maxPayload = MAX_PAYLOAD } = parseObject(text);
  const times = isCount(pingInterval) && isCount(pingTimeout) && isCount(maxPayload);
  if (typeof sid !== "string" || !sid || !times) {
    throw new ProtocolError("BAD_HANDSHAKE", `the open packet needs sid, pingInterval, pingTimeout: ${excerpt(text)}`);
  }
  const names = Array.isArray(upgrades) ? upgrades.filter((name) => typeof name === "string") : [];
  return { sid, upgrades: names, pingInterval, pingTimeout, maxPayload };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    // True because any object or array can be read by name, and everything else falls through.
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Reported below with the text, which says more than the parser's position.
  }
  throw new ProtocolError("BAD_HANDSHAKE", `the open packet is not a JSON object: ${excerpt(text)}`);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && value > 0 && value <= MAX_TIMER;
}
