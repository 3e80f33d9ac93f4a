import type { CommandResult, FaultPlan } from "../bridge/command.ts";
import type { Clients } from "./clients.ts";
import type { RawFrame } from "./link-control.ts";
import { bodyOf, type Payload, readBlob } from "./payload.ts";
import {
  append,
  charCodeAt,
  fromBase64,
  isArray,
  NativeBlob,
  NativeUint8Array,
  plain,
  whenSettled,
} from "./primordials.ts";
import { refused } from "./refused.ts";
import type { TapState } from "./tap-state.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Carries out what a panel asks for. What comes is looked at field by field: whoever holds a port may send anything. */
export class Commands {
  readonly #tap: TapState;
  readonly #clients: Clients;

  constructor(tap: TapState, clients: Clients) {
    this.#tap = tap;
    this.#clients = clients;
  }

  run(command: unknown): CommandResult | Promise<CommandResult> {
    const fields = fieldsOf(command);
    switch (fields?.["do"]) {
      case "body":
        return this.#body(fields["seq"]);
      case "send":
        return this.#send(fields);
      case "cut":
        return this.#control(fields)?.cut() ?? refused("UNKNOWN_LINK");
      case "faults":
        return this.#faults(fields["plan"]);
      case "client":
        return this.#clients.act(fields["client"], fields["action"]);
      case "emit":
        return this.#clients.emit(fields["client"], fields["namespace"], fields["args"]);
      default:
        return refused("BAD_COMMAND");
    }
  }

  #body(seq: unknown): CommandResult | Promise<CommandResult> {
    const entry = typeof seq === "number" ? this.#tap.recorder.ring.at(seq) : undefined;
    if (!entry) return refused("GONE");
    if (!("frame" in entry)) return refused("BAD_COMMAND");
    const { payload } = entry;
    return payload instanceof NativeBlob ? whenSettled(readBlob(payload), whole) : whole(payload);
  }

  #send(fields: Fields): CommandResult | Promise<CommandResult> {
    const { direction, frames } = fields;
    const raw: RawFrame[] = [];
    if ((direction !== "in" && direction !== "out") || !isArray(frames)) return refused("BAD_COMMAND");
    for (let index = 0; index < frames.length; index++) {
      const frame = rawFrame(frames[index]);
      if (frame === undefined) return refused("BAD_COMMAND");
      append(raw, frame);
    }
    return this.#control(fields)?.send(direction, raw) ?? refused("UNKNOWN_LINK");
  }

  #control({ link }: Fields): ReturnType<TapState["links"]["get"]> {
    return typeof link === "number" ? this.#tap.links.get(link) : undefined;
  }

  #faults(plan: unknown): CommandResult {
    const fields = fieldsOf(plan);
    if (plan !== undefined && plan !== null && !fields) return refused("BAD_COMMAND");
    this.#tap.faults.set(fields && planOf(fields));
    return { ok: true };
  }
}

function whole(payload: Exclude<Payload, Blob>): CommandResult {
  return { ok: true, body: plain(bodyOf(payload)) };
}

const AMOUNTS: readonly string[] = ["drop", "duplicate", "delay", "jitter", "bytesPerSecond"];

function planOf(fields: Fields): FaultPlan {
  const plan: Record<string, unknown> = plain({ seed: numberOf(fields["seed"]) ?? 0 });
  for (let index = 0; index < AMOUNTS.length; index++) {
    const name = AMOUNTS[index] ?? "";
    plan[name] = numberOf(fields[name]);
  }
  const { direction, blockWebSocket } = fields;
  if (direction === "in" || direction === "out") plan["direction"] = direction;
  plan["blockWebSocket"] = blockWebSocket === true;
  // True because each field has been looked at.
  return plan as unknown as FaultPlan;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 ? value : undefined;
}

function rawFrame(body: unknown): RawFrame | undefined {
  const { text, base64 } = fieldsOf(body) ?? {};
  if (typeof text === "string") return text;
  if (typeof base64 !== "string") return undefined;
  try {
    const binary = fromBase64(base64);
    const bytes = new NativeUint8Array(binary.length);
    for (let index = 0; index < binary.length; index++) bytes[index] = charCodeAt(binary, index);
    return bytes;
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): Fields | undefined {
  // True because every object can be read by name; it came out of JSON, so nothing in it runs.
  return typeof value === "object" && value !== null && !isArray(value) ? plain(value as Fields) : undefined;
}
