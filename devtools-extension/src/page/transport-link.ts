import type { Direction } from "@upwire/protocol";
import type { CommandResult } from "../bridge/command.ts";
import { isEngineUrl, sidIn } from "./engine-url.ts";
import { type LinkControl, NOT_OPEN, OK } from "./link-control.ts";
import type { Payload } from "./payload.ts";
import { errorText, getter, includes, NativeWebTransport, uncurried, whenSettled } from "./primordials.ts";
import { readableOf, type StreamTaps, writableOf } from "./stream-taps.ts";
import { StreamTalk } from "./stream-talk.ts";
import type { TapState } from "./tap-state.ts";

const prototype = NativeWebTransport?.prototype;
const readyOf: (self: unknown) => Promise<unknown> | undefined = getter(prototype, "ready");
const closedOf: (self: unknown) => Promise<unknown> | undefined = getter(prototype, "closed");
const closeOn: ((transport: WebTransport) => void) | undefined = prototype && uncurried(prototype.close);

/** A WebTransport session, which turns out to be one of Engine.IO or not: takes down what goes over its stream. */
export class TransportLink implements LinkControl {
  readonly #tap: TapState;
  readonly #transport: object;
  readonly #url: string;
  /** None until it is known for Engine.IO. */
  #link: number | undefined;
  #sid: string | undefined;
  #ready = false;
  #over = false;
  #cut = false;

  constructor(tap: TapState, transport: object, url: string, wrapper: object) {
    this.#tap = tap;
    this.#transport = transport;
    this.#url = url;
    if (isUsual(url)) this.#begin(wrapper);
    const failed = (error: unknown): void => this.#end(errorText(error));
    void whenSettled(opened(readyOf, transport), () => this.#open(), failed);
    void whenSettled(opened(closedOf, transport), () => this.#end(), failed);
  }

  /** The page has made a stream. */
  watch(streams: StreamTaps, stream: object): void {
    const readable = readableOf(stream);
    const writable = writableOf(stream);
    if (!readable || !writable) return;
    const talk = new StreamTalk(this.#tap.recorder, this.#link !== undefined, (direction, frame, at) =>
      this.#record(direction, frame, at),
    );
    streams.watch(readable, talk.look("in"));
    streams.watch(writable, talk.look("out"));
  }

  send(): CommandResult {
    const message = "The stream of a WebTransport session belongs to the page: its packets can be seen, but none made.";
    return { ok: false, code: "FAILED", message };
  }

  cut(): CommandResult {
    if (this.#over) return NOT_OPEN;
    this.#cut = true;
    // True because it was made by that constructor.
    closeOn?.(this.#transport as WebTransport);
    return OK;
  }

  #begin(wrapper?: object): number {
    const { recorder, links } = this.#tap;
    const link = recorder.link("webtransport", this.#url, undefined, wrapper);
    this.#link = link;
    links.add(link, this);
    if (this.#ready) recorder.note({ kind: "link open", link });
    return link;
  }

  #open(): void {
    this.#ready = true;
    if (this.#link !== undefined) this.#tap.recorder.note({ kind: "link open", link: this.#link });
  }

  #end(error?: string): void {
    if (this.#over) return;
    this.#over = true;
    const link = this.#link;
    if (link === undefined) return;
    this.#tap.sessions.left(this.#sid, this);
    const why = this.#cut ? "cut from the panel" : error;
    this.#tap.recorder.note({ kind: "link end", link, ...(why === undefined ? undefined : { error: why }) });
  }

  #record(direction: Direction, frame: Payload, at: number): void {
    const link = this.#link ?? this.#begin();
    this.#tap.recorder.kept(link, direction, frame, undefined, at);
    if (direction === "in" || typeof frame !== "string") return;
    this.#sid ??= sidIn(frame);
    // The client confirms an upgrade: from now on the session is here.
    if (frame === "5") this.#tap.sessions.moved(this.#sid, this);
  }
}

/** Whether an address says that it is one of Engine.IO: official clients put no query there, but have a usual path. */
function isUsual(url: string): boolean {
  return isEngineUrl(url) || includes(url, "/socket.io/") || includes(url, "/engine.io/");
}

function opened(promiseOf: (self: unknown) => Promise<unknown> | undefined, transport: object): Promise<unknown> {
  const promise = promiseOf(transport);
  if (!promise) throw new TypeError("no WebTransport");
  return promise;
}
