import type { RelayedInspection } from "../bridge/record.ts";
import { bytesOf } from "./payload.ts";
import { NativeBlob, plain, slice } from "./primordials.ts";

type Fields = Readonly<Record<string, unknown>>;

const MAX_FIELD = 1_024;

/** The fields of all events but those of packets, in the types they must have. */
const TEXTS: readonly string[] = ["state", "reason", "sid", "transport", "step", "from", "to", "direction", "detail"];
const NUMBERS: readonly string[] = ["attempt", "delay", "protocol", "roundTrip"];

/** Kinds that are passed on as they are; the wire shows the others. */
const KINDS: Readonly<Record<string, true>> = plain({
  state: true,
  open: true,
  upgrade: true,
  fallback: true,
  heartbeat: true,
  close: true,
});

/**
 * An event of a client as it goes into the ring, with times since the epoch, which the client's are behind by `offset`;
 * undefined for what is none, or one of packets.
 */
export function relayed(event: Fields, offset: number): RelayedInspection | undefined {
  const { kind, at, deadline, error } = event;
  if (typeof kind !== "string" || !KINDS[kind] || typeof at !== "number") return undefined;
  const known: Record<string, unknown> = plain({ kind, at: at + offset });
  for (let index = 0; index < TEXTS.length; index++) {
    const name = TEXTS[index] ?? "";
    const value = event[name];
    if (typeof value === "string") known[name] = slice(value, 0, MAX_FIELD);
  }
  for (let index = 0; index < NUMBERS.length; index++) {
    const name = NUMBERS[index] ?? "";
    if (typeof event[name] === "number") known[name] = event[name];
  }
  if (typeof deadline === "number") known["deadline"] = deadline + offset;
  if (error !== undefined) known["error"] = messageOf(error);
  // True of what our SDK reports; the panel looks at every record in any case.
  return known as unknown as RelayedInspection;
}

/** A packet of a client, in the order of the digits of Engine.IO. */
const TYPES: Readonly<Record<string, string>> = plain({
  open: "0",
  close: "1",
  ping: "2",
  pong: "3",
  message: "4",
  upgrade: "5",
  noop: "6",
});

/** An engine packet as it is in a frame of Engine.IO 4; undefined for what is none. */
export function frameOf(packet: unknown): unknown {
  if (typeof packet !== "object" || packet === null) return undefined;
  // True because every object can be read by name.
  const { type, data } = packet as Fields;
  if (typeof data === "object" && data !== null) return data instanceof NativeBlob ? data : bytesOf(data);
  const digit = typeof type === "string" ? TYPES[type] : undefined;
  return digit && digit + (typeof data === "string" ? data : "");
}

function messageOf(error: unknown): string {
  const message = typeof error === "object" && error !== null && "message" in error ? error.message : error;
  return typeof message === "string" ? slice(message, 0, MAX_FIELD) : "";
}
