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

/** An open packet as it came: times are checked, the rest is what the server says. */
export interface OpenPacket extends Pick<Handshake, "sid" | "pingInterval" | "pingTimeout"> {
  readonly upgrades?: unknown;
  readonly maxPayload?: unknown;
}

/** Longest silence: some less than what a timer takes before it wraps round and fires at once. */
const MAX_SILENCE = 2_000_000_000;

/** Reads an open packet and refuses what no session can run on. */
export function parseHandshake(text: string): Handshake {
  let cause: unknown;
  try {
    const handshake = readHandshake(text);
    const { sid, pingInterval, pingTimeout, maxPayload } = handshake;
    const typed = typeof sid === "string" && isPositive(pingInterval) && isPositive(pingTimeout);
    if (typed && (maxPayload === undefined || maxPayload === null || isPositive(maxPayload)))
      return completeHandshake(handshake);
  } catch (error) {
    cause = error;
  }
  throw new ProtocolError("BAD_HANDSHAKE", excerpt(text), cause);
}

/** An open packet with everything it may leave out; a server that names no good `maxPayload` has the default one. */
export function completeHandshake({ maxPayload, upgrades, ...rest }: OpenPacket): Handshake {
  return { ...rest, maxPayload: isPositive(maxPayload) ? maxPayload : MAX_PAYLOAD, upgrades: namesOf(upgrades) };
}

/** The names in the list of upgrades of an open packet, which may be missing or hold anything. */
export function namesOf(upgrades: unknown): readonly string[] {
  return [upgrades].flat().filter((name) => typeof name === "string");
}

/** The part of an open packet that every session needs, for clients that must stay small: they trust its types. Throws `SyntaxError`. */
export function readHandshake(text: string): OpenPacket {
  // True of all JSON but null, and what is missing is refused.
  const handshake = (JSON.parse(text) ?? {}) as OpenPacket;
  const { sid, pingInterval, pingTimeout } = handshake;
  if (sid && pingInterval > 0 && pingTimeout > 0 && pingInterval + pingTimeout < MAX_SILENCE) return handshake;
  throw new SyntaxError(text.slice(0, 40));
}

function isPositive(value: unknown): value is number {
  return typeof value === "number" && value > 0;
}
