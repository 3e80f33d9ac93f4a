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
  let cause: unknown;
  try {
    // True of any JSON but null, on which the next line throws; what is missing is refused below.
    const { sid, upgrades, pingInterval, pingTimeout, maxPayload } = JSON.parse(text) as Record<string, unknown>;
    const limit = maxPayload ?? MAX_PAYLOAD;
    if (
      sid &&
      typeof sid === "string" &&
      isPositive(pingInterval) &&
      isPositive(pingTimeout) &&
      isPositive(limit) &&
      pingInterval + pingTimeout <= MAX_TIMER
    ) {
      const names = [upgrades].flat().filter((name) => typeof name === "string");
      return { sid, upgrades: names, pingInterval, pingTimeout, maxPayload: limit };
    }
  } catch (error) {
    cause = error;
  }
  throw new ProtocolError("BAD_HANDSHAKE", excerpt(text), cause);
}

function isPositive(value: unknown): value is number {
  return typeof value === "number" && value > 0;
}
