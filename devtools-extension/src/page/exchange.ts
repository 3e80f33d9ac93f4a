import type { Direction } from "@upwire/protocol";
import type { CommandResult } from "../bridge/command.ts";
import type { EngineSession } from "./engine-session.ts";
import { protocolOf, sidIn, sidOf } from "./engine-url.ts";
import { Lane } from "./lane.ts";
import { type LinkControl, NOT_OPEN, OK, type RawFrame } from "./link-control.ts";
import { joinBody, splitBody } from "./polling-body.ts";
import { append } from "./primordials.ts";
import type { TapState } from "./tap-state.ts";

/** What a body becomes when none of its packets are left: the packet that says nothing. */
const NOOP = "6";

/** One request of the polling transport, however the page makes it. */
export class Exchange implements LinkControl {
  readonly url: string;
  readonly posts: boolean;
  readonly link: number;
  /** How a request of ours gets the same cookies. */
  readonly credentials: RequestCredentials;
  /** Has the page see its request fail; set while that is possible. */
  onCut: (() => void) | undefined;
  readonly #tap: TapState;
  readonly #protocol: 3 | 4;
  #session: EngineSession | undefined;
  #lanes: Readonly<Record<Direction, Lane>> | undefined;
  #status: number | undefined;
  #hasTurn = false;
  #over = false;

  constructor(tap: TapState, url: string, method: string, credentials: RequestCredentials, wrapper: object) {
    const sid = sidOf(url);
    this.#tap = tap;
    this.url = url;
    this.credentials = credentials;
    this.posts = method === "POST";
    this.#protocol = protocolOf(url);
    this.#session = sid === undefined ? undefined : tap.sessions.of(sid);
    this.link = tap.recorder.link("polling", url, method, wrapper);
    tap.links.add(this.link, this);
    this.#session?.began(this);
  }

  get over(): boolean {
    return this.#over;
  }

  /** Whether the page may see another answer than the one that comes. */
  get edits(): boolean {
    return !this.posts && (this.#session?.injects === true || this.#tap.faults.acting("in") !== undefined);
  }

  /** The body that the page sends, as it is to go out. */
  outgoing(body: unknown): unknown {
    if (body === undefined || body === null) return body;
    const suffers = typeof body === "string" && this.#tap.faults.acting("out");
    return suffers ? this.#suffer("out", body) : this.#record("out", body);
  }

  /** Has `run` send the request when its turn comes and it is through the slow link; false if that is now, and then nothing is run. */
  waits(size: number, run: () => void): boolean {
    const go = (): void => {
      if (!this.#over) run();
    };
    const session = this.posts ? this.#session : undefined;
    if (!session) return this.#lane("out").delays(size, go);
    const queued = session.takesTurn(() => {
      this.#hasTurn = true;
      if (this.#over) session.nextTurn();
      else if (!this.#lane("out").delays(size, go)) go();
    });
    this.#hasTurn = !queued;
    return queued || this.#lane("out").delays(size, go);
  }

  /** The head of the answer came. */
  opened(status: number): void {
    this.#status = status;
    this.#tap.recorder.note({ kind: "link open", link: this.link, status });
  }

  /** The whole answer came, and the page gets it as it is. */
  received(body: unknown): void {
    this.#record("in", body);
    this.#learn(body);
  }

  /** The whole answer came, and the page gets what this returns. */
  edited(body: string): string {
    this.#learn(body);
    const edited = this.#tap.faults.acting("in") ? this.#suffer("in", body) : this.#record("in", body);
    const injected = this.#session?.takePending();
    if (!injected?.length) return edited;
    const bodies = [edited];
    for (let index = 0; index < injected.length; index++)
      append(bodies, this.#record("in", injected[index] ?? "", "injected"));
    return this.#protocol === 3 ? concatenated(bodies) : joinBody(bodies, 4);
  }

  /** Has `run` hand over the answer when it is through the slow link; false if that is now. */
  arrivesLate(size: number, run: () => void): boolean {
    return this.#lane("in").delays(size, run);
  }

  /** Nothing more happens. */
  finish(error?: string): void {
    if (this.#over) return;
    this.#over = true;
    this.onCut = undefined;
    const end = { kind: "link end", link: this.link } as const;
    const status = this.#status === undefined ? undefined : { status: this.#status };
    this.#tap.recorder.note({ ...end, ...status, ...(error === undefined ? undefined : { error }) });
    this.#session?.ended(this);
    if (this.#hasTurn) this.#session?.nextTurn();
  }

  send(direction: Direction, frames: readonly RawFrame[]): CommandResult | Promise<CommandResult> {
    return this.#session?.send(direction, frames) ?? NOT_OPEN;
  }

  /** Cuts the session, and so this request with it. */
  cut(): CommandResult {
    if (this.#session) return this.#session.cut();
    return this.break() ? OK : NOT_OPEN;
  }

  /** Has the page see this request fail; false if it is over. */
  break(): boolean {
    const { onCut } = this;
    this.finish("cut from the panel");
    onCut?.();
    return onCut !== undefined;
  }

  #record<Body>(direction: Direction, body: Body, fault?: "dropped" | "duplicated" | "injected"): Body {
    this.#tap.recorder.frame(this.link, direction, body, fault);
    return body;
  }

  /** The answer to the first request names the session, to which its link belongs from then on. */
  #learn(body: unknown): void {
    if (this.#session || typeof body !== "string") return;
    const sid = sidIn(body);
    if (sid === undefined) return;
    this.#session = this.#tap.sessions.of(sid);
    this.#session.opened(`${this.url}&sid=${sid}`, this.credentials);
  }

  /** A body after the faults. It is taken down without what they did to it, which stands beside it. */
  #suffer(direction: Direction, body: string): string {
    const packets = splitBody(body, this.#protocol);
    if (!packets) return this.#record(direction, body);
    const lost: string[] = [];
    const once: string[] = [];
    const again: string[] = [];
    const left: string[] = [];
    for (let index = 0; index < packets.length; index++) {
      const packet = packets[index] ?? "";
      const mark = this.#lane(direction).judge(packet);
      append(mark === "dropped" ? lost : once, packet);
      if (mark === "dropped") continue;
      append(left, packet);
      if (!mark) continue;
      append(left, packet);
      append(again, packet);
    }
    if (lost.length + again.length === 0) return this.#record(direction, body);
    if (lost.length > 0) this.#record(direction, joinBody(lost, this.#protocol), "dropped");
    if (once.length === 0) return this.#record(direction, joinBody([NOOP], this.#protocol));
    this.#record(direction, joinBody(once, this.#protocol));
    if (again.length > 0) this.#record(direction, joinBody(again, this.#protocol), "duplicated");
    return joinBody(left, this.#protocol);
  }

  #lane(direction: Direction): Lane {
    if (this.#session) return this.#session[direction];
    this.#lanes ??= { in: new Lane(this.#tap.faults, "in"), out: new Lane(this.#tap.faults, "out") };
    return this.#lanes[direction];
  }
}

/** Bodies of Engine.IO 3 stand one behind the other. */
function concatenated(bodies: readonly string[]): string {
  let all = "";
  for (let index = 0; index < bodies.length; index++) all += bodies[index];
  return all;
}
