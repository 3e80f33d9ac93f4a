import type { Direction } from "@upwire/protocol";
import type { CommandResult } from "../bridge/command.ts";
import type { LinkControl } from "./link-control.ts";
import type { TapState } from "./tap-state.ts";

const OK = 200;

/** A request of polling by JSONP. It is seen, and left alone: nobody but the client's own script could make another. */
export class JsonpLink implements LinkControl {
  /** What is to be put back when nothing more comes. */
  onEnd: (() => void) | undefined;
  readonly #tap: TapState;
  readonly #link: number;
  #over = false;

  constructor(tap: TapState, url: string, method: string, wrapper: object | undefined) {
    this.#tap = tap;
    this.#link = tap.recorder.link("polling", url, method, wrapper);
    tap.links.add(this.#link, this);
  }

  carried(direction: Direction, body: unknown): void {
    this.#tap.recorder.frame(this.#link, direction, body);
  }

  /** The script that is the answer runs, which only one of a good status does. */
  answered(body: unknown): void {
    if (this.#over) return;
    this.#tap.recorder.note({ kind: "link open", link: this.#link, status: OK });
    this.carried("in", body);
    this.#end({ status: OK });
  }

  /** Nothing more comes. */
  finish(error?: string): void {
    if (!this.#over) this.#end(error === undefined ? {} : { error });
  }

  send(): CommandResult {
    return { ok: false, code: "FAILED", message: "Polling by JSONP can be seen, but nothing can be put between." };
  }

  cut(): CommandResult {
    return { ok: false, code: "FAILED", message: "Polling by JSONP can be seen, but not cut." };
  }

  #end(how: { readonly status?: number; readonly error?: string }): void {
    this.#over = true;
    this.onEnd?.();
    this.#tap.recorder.note({ kind: "link end", link: this.#link, ...how });
  }
}
