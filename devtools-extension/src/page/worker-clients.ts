import type { Realm } from "../bridge/record.ts";
import type { Clients } from "./clients.ts";
import { listen, messageData } from "./events.ts";
import { NativeBroadcastChannel, exec, isArray, now, plain, SafeMap, slice, uncurried } from "./primordials.ts";

/** Where clients in workers and the taps of pages find each other. */
const CHANNEL = "upwire.devtools";

/** Clients of workers that are known, or known not to be of this page. */
const MAX_KNOWN = 1_000;

/** Workers of the page that are remembered; the oldest give way. */
const MAX_WORKERS = 1_000;

/** A worker's clock starts at most so long after the page has asked for the worker. */
const START_TIME = 5_000;

const MAX_TEXT = 8_192;

const REALMS: Readonly<Record<string, Realm>> = plain({
  DedicatedWorkerGlobalScope: "worker",
  SharedWorkerGlobalScope: "shared worker",
  ServiceWorkerGlobalScope: "service worker",
});

interface Worker {
  readonly url: string;
  readonly shared: boolean;
  readonly at: number;
}

/** `globalThis` of a worker as text, and its address. */
const SCOPE = /^\[object (\w+)\] (.*)$/;

interface Known {
  readonly client: string;
  state: unknown;
}

const postOn: ((channel: BroadcastChannel, message: unknown) => void) | undefined =
  NativeBroadcastChannel && uncurried(NativeBroadcastChannel.prototype.postMessage);
const closeOf: ((channel: BroadcastChannel) => void) | undefined =
  NativeBroadcastChannel && uncurried(NativeBroadcastChannel.prototype.close);

/**
 * The clients of `@upwire/sdk` in workers: no tap sees their wire, so they tell of it over a channel of the origin. Other pages of
 * the origin hear it too, and each takes in those of the workers that it has started itself, and of service workers.
 */
export class WorkerClients {
  readonly #clients: Clients;
  readonly #known = new SafeMap<unknown, Known | false>();
  readonly #workers = new SafeMap<number, Worker>();
  #started = 0;
  #channel: BroadcastChannel | undefined;
  #wanted = false;

  constructor(clients: Clients) {
    this.#clients = clients;
    // A page with an open channel might be kept out of the back-forward cache.
    listen(globalThis, "pagehide", () => this.#close());
    listen(globalThis, "pageshow", () => this.#wanted && this.#open());
  }

  /** The page starts a worker, or is about to. */
  started(url: string, shared: boolean): void {
    this.#workers.set(this.#started++, { url, shared, at: now() });
    this.#workers.delete(this.#started - 1 - MAX_WORKERS);
    this.listen();
  }

  /** Hears clients in workers from now on, also those that are there already. */
  listen(): void {
    this.#wanted = true;
    this.#open();
  }

  #open(): void {
    if (!NativeBroadcastChannel || this.#channel) return;
    this.#channel = new NativeBroadcastChannel(CHANNEL);
    listen(this.#channel, "message", (event) => {
      try {
        this.#heard(messageData(event));
      } catch {
        // Anybody of the origin may say anything here.
      }
    });
    this.#post([0]);
  }

  #close(): void {
    if (this.#channel) closeOf?.(this.#channel);
    this.#channel = undefined;
  }

  #post(message: unknown[]): void {
    if (this.#channel) postOn?.(this.#channel, message);
  }

  #heard(message: unknown): void {
    if (!isArray(message)) return;
    // By index, since what reads a list as one asks the page's prototypes.
    const id = message[0];
    const origin = message[1];
    const event = message[6];
    if (typeof id !== "number" || id === 0 || typeof origin !== "number") return;
    const known = this.#known.get(id);
    if (known) {
      this.#report(known, message[5], event, origin);
      this.#clients.queued(known.client, message[7]);
    } else if (known === undefined && this.#known.size < MAX_KNOWN) {
      const taken = this.#takeIn(id, message, origin);
      this.#known.set(id, taken);
      if (taken) this.#post([0]);
    }
  }

  /** Its state comes with each message: changes before it was watched are told by no event. */
  #report(known: Known, state: unknown, event: unknown, origin: number): void {
    if (event !== undefined) this.#clients.report(known.client, event, origin, false);
    else if (state !== known.state) this.#clients.report(known.client, { kind: "state", state, at: now() }, 0, false);
    known.state = state;
  }

  /** Knows a client from its first message; false if it is of another page's worker. */
  #takeIn(id: number, message: readonly unknown[], origin: number): Known | false {
    const scope = message[2];
    const name = message[3];
    const url = message[4];
    const parts = typeof scope === "string" ? exec(SCOPE, scope) : null;
    const realm = parts?.[1] && REALMS[parts[1]];
    if (!realm || typeof url !== "string" || !this.#isOurs(realm, parts[2] ?? "", origin)) return false;
    const named = typeof name === "string" && name !== "" ? { name: slice(name, 0, MAX_TEXT) } : undefined;
    const announcement = { realm, url: slice(url, 0, MAX_TEXT), ...named, tapped: false };
    const client = this.#clients.add(announcement, {
      call: (method, args, nsp = "") => {
        this.#post(args.length > 0 ? [id, nsp, method, args[0]] : [id, nsp, method]);
        return this.#channel !== undefined;
      },
    });
    const known: Known = { client, state: undefined };
    this.#report(known, message[5], undefined, origin);
    return known;
  }

  /** A worker of another page of the origin has the same address, but has not begun when we asked for ours. */
  #isOurs(realm: Realm, scope: string, began: number): boolean {
    if (realm === "service worker") return true;
    for (let number = this.#started - this.#workers.size; number < this.#started; number++) {
      const worker = this.#workers.get(number);
      if (!worker || worker.url !== scope || worker.shared !== (realm === "shared worker")) continue;
      if (worker.shared || (began >= worker.at - 1 && began < worker.at + START_TIME)) return true;
    }
    return false;
  }
}
