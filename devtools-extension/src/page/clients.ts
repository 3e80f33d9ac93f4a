import type { CommandResult } from "../bridge/command.ts";
import type { Realm } from "../bridge/record.ts";
import { frameOf, relayed } from "./inspection.ts";
import { isArray, now, plain, SafeMap } from "./primordials.ts";
import type { Recorder } from "./recorder.ts";
import { refused } from "./refused.ts";

/** What a panel may have a client do: a method of it, or of one of its namespaces. */
export type Call = "connect" | "close" | "transmit";

/** How a client is reached, in this realm or in a worker. */
export interface ClientControl {
  /** False when there is no such namespace, or no such client any more. */
  call(method: Call, args: readonly unknown[], namespace?: string): boolean;
  /** How much waits in it, where that can be asked. */
  depth?(): number | undefined;
}

/** A client as it is announced. */
export interface Announcement {
  readonly realm: Realm;
  readonly url: string;
  readonly name?: string;
  readonly tapped: boolean;
}

/** How much waited in a client when it was last told. */
interface Sample {
  readonly depth: unknown;
  readonly at: number;
}

/** Samples of one client are at least so far apart. */
const SAMPLE_DISTANCE = 250;

/** So many clients are known at a time. */
const MAX_CLIENTS = 500;

/** The clients of `@upwire/sdk` that belong to this document. */
export class Clients {
  readonly #recorder: Recorder;
  readonly #controls = new SafeMap<string, ClientControl>();
  readonly #samples = new SafeMap<string, Sample>();
  #count = 0;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** Notes a client; what it reports goes to the returned name. */
  add(announcement: Announcement, control: ClientControl): string {
    const client = `client-${++this.#count}`;
    this.#controls.set(client, control);
    const oldest = `client-${this.#count - MAX_CLIENTS}`;
    this.#controls.delete(oldest);
    this.#samples.delete(oldest);
    this.#recorder.note({ kind: "client", client, ...announcement });
    return client;
  }

  /** Notes what a client reports. Its packets only where its wire is seen by nobody. `offset` is how far its clock is behind the epoch. */
  report(client: string, event: unknown, offset: number, tapped: boolean): void {
    if (typeof event !== "object" || event === null || !this.#recorder.armed) return;
    // True because every object can be read by name.
    const fields = event as Readonly<Record<string, unknown>>;
    const { kind, at, direction, transport, packet } = fields;
    if (kind !== "engine packet") {
      const known = relayed(fields, offset);
      if (known) this.#recorder.note({ kind: "inspection", client, event: known }, known.at);
    } else if (!tapped && typeof at === "number" && typeof transport === "string")
      this.#recorder.frame(
        { client, transport },
        direction === "in" ? "in" : "out",
        frameOf(packet),
        undefined,
        at + offset,
      );
  }

  /** Notes how much waits in a client, if that has changed. */
  queued(client: string, depth: unknown): void {
    const before = this.#samples.get(client);
    const at = now();
    if (typeof depth !== "number" || depth === before?.depth || at - (before?.at ?? 0) < SAMPLE_DISTANCE) return;
    this.#samples.set(client, { depth, at });
    this.#recorder.note({ kind: "inspection", client, event: plain({ at, kind: "queue", depth } as const) }, at);
  }

  /** Asks all clients of this realm how much waits in them. */
  sample(): void {
    this.#controls.forEach((control, client) => this.queued(client, control.depth?.()));
  }

  /** Opens, closes or reopens a client's connection. */
  act(client: unknown, action: unknown): CommandResult {
    const control = this.#control(client);
    if (!control) return refused("UNKNOWN_CLIENT");
    if (action !== "connect" && action !== "disconnect" && action !== "reconnect") return refused("BAD_COMMAND");
    const there = action === "connect" || control.call("close", []);
    const done = action === "disconnect" ? there : there && control.call("connect", []);
    return done ? { ok: true } : refused("GONE");
  }

  /** Emits an event of a client's namespace. */
  emit(client: unknown, namespace: unknown, args: unknown): CommandResult {
    const control = this.#control(client);
    if (!control) return refused("UNKNOWN_CLIENT");
    if (typeof namespace !== "string" || !isArray(args)) return refused("BAD_COMMAND");
    return control.call("transmit", [args], namespace) ? { ok: true } : refused("NOT_OPEN");
  }

  #control(client: unknown): ClientControl | undefined {
    return typeof client === "string" ? this.#controls.get(client) : undefined;
  }
}
