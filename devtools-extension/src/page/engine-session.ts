import type { Direction } from "@upwire/protocol";
import type { CommandResult } from "../bridge/command.ts";
import type { Exchange } from "./exchange.ts";
import { Lane } from "./lane.ts";
import { type LinkControl, NOT_OPEN, OK, type RawFrame } from "./link-control.ts";
import {
  append,
  getter,
  nativeFetch,
  NativePromise,
  NativeResponse,
  plain,
  SafeMap,
  whenSettled,
} from "./primordials.ts";
import type { TapState } from "./tap-state.ts";

/** A panel that injects faster than polls fetch waits. */
const MAX_PENDING = 1_000;

/** A session on polling: its requests one by one, and what a panel puts between them. */
export class EngineSession implements LinkControl {
  readonly out: Lane;
  readonly in: Lane;
  /** The link the session has moved to. */
  upgraded: LinkControl | undefined;
  /** Bodies for the page that go with the next poll's. */
  readonly #pending: string[] = [];
  readonly #tap: TapState;
  readonly #running = new SafeMap<number, Exchange>();
  /** Where a request of ours goes, and with which cookies: as the page's newest. */
  #url: string | undefined;
  #credentials: RequestCredentials = "same-origin";
  /** POSTs under way. Ours go alone, since a server ends a session that has two at once; the page's are its own affair. */
  #posts = 0;
  /** Whether the one that is under way is ours. */
  #oursRuns = false;
  #first: Turn | undefined;
  #last: Turn | undefined;

  constructor(tap: TapState) {
    this.#tap = tap;
    this.out = new Lane(tap.faults, "out");
    this.in = new Lane(tap.faults, "in");
  }

  /** Whether the page is to see something that did not come over the wire. */
  get injects(): boolean {
    return this.#pending.length > 0;
  }

  /** The session is there. */
  opened(url: string, credentials: RequestCredentials): void {
    this.#url = url;
    this.#credentials = credentials;
  }

  /** A request of the session begins. */
  began(exchange: Exchange): void {
    this.#running.set(exchange.link, exchange);
    this.opened(exchange.url, exchange.credentials);
  }

  /** A request of the session is over. */
  ended(exchange: Exchange): void {
    this.#running.delete(exchange.link);
  }

  /** A POST is over, and the next may go. */
  nextTurn(): void {
    this.#posts--;
    this.#oursRuns = false;
    this.#runTurns();
  }

  /** Has a POST of the page run at once, or behind ours that run or wait; false if that is now, and then nothing is run. */
  takesTurn(run: () => void): boolean {
    if (this.#oursRuns || this.#first) {
      this.#queue({ run, ours: false, next: undefined });
      return true;
    }
    this.#posts++;
    return false;
  }

  /** Bodies for the page, and none of them again. */
  takePending(): string[] {
    const bodies: string[] = [];
    for (let index = 0; index < this.#pending.length; index++) append(bodies, this.#pending[index] ?? "");
    this.#pending.length = 0;
    return bodies;
  }

  send(direction: Direction, frames: readonly RawFrame[]): CommandResult | Promise<CommandResult> {
    if (this.upgraded) return this.upgraded.send(direction, frames);
    const url = this.#url;
    if (url === undefined) return NOT_OPEN;
    if (direction === "out") return this.#post(url, frames, 0);
    if (this.#pending.length + frames.length > MAX_PENDING)
      return { ok: false, code: "FAILED", message: "Too much waits for the next poll already." };
    for (let index = 0; index < frames.length; index++) {
      const frame = frames[index];
      if (typeof frame !== "string")
        return { ok: false, code: "BAD_COMMAND", message: "Over polling, bytes go as base64 text." };
      append(this.#pending, frame);
    }
    return OK;
  }

  cut(): CommandResult {
    let done: CommandResult = this.upgraded?.cut() ?? NOT_OPEN;
    this.#running.forEach((exchange) => {
      if (exchange.break()) done = OK;
    });
    return done;
  }

  /** Posts bodies of a panel one after the other, as requests of the session that the page knows nothing of. */
  #post(url: string, frames: readonly RawFrame[], index: number): Promise<CommandResult> | CommandResult {
    const body = frames[index];
    if (body === undefined) return OK;
    return whenSettled(this.#turn(), () => {
      const link = this.#tap.recorder.link("polling", url, "POST", undefined);
      this.#tap.links.add(link, this);
      this.#tap.recorder.frame(link, "out", body, "injected");
      const type = typeof body === "string" ? "text/plain;charset=UTF-8" : "application/octet-stream";
      const headers = plain({ "Content-Type": type });
      const ended = (status?: number): CommandResult | Promise<CommandResult> => {
        const end = { kind: "link end", link } as const;
        this.#tap.recorder.note(status === undefined ? { ...end, error: "the request failed" } : { ...end, status });
        this.nextTurn();
        if (status === 200) return this.#post(url, frames, index + 1);
        return { ok: false, code: "FAILED", message: `The server answered ${status ?? "nothing"}.` };
      };
      return whenSettled(
        nativeFetch(url, plain({ method: "POST", body, headers, credentials: this.#credentials })),
        (response) => ended(statusOf(response)),
        () => ended(),
      );
    });
  }

  /** Settles when a POST of ours may go. */
  #turn(): Promise<void> {
    return new NativePromise((resolve) => {
      this.#queue({ run: resolve, ours: true, next: undefined });
      this.#runTurns();
    });
  }

  #queue(turn: Turn): void {
    if (this.#last) this.#last.next = turn;
    else this.#first = turn;
    this.#last = turn;
  }

  #runTurns(): void {
    for (let turn = this.#first; turn && !this.#oursRuns && !(turn.ours && this.#posts > 0); turn = this.#first) {
      this.#first = turn.next;
      if (!this.#first) this.#last = undefined;
      this.#posts++;
      this.#oursRuns = turn.ours;
      turn.run();
    }
  }
}

const statusOf: (self: unknown) => number | undefined = getter(NativeResponse.prototype, "status");

/** A POST that waits for those before it. */
interface Turn {
  readonly run: () => void;
  readonly ours: boolean;
  next: Turn | undefined;
}
