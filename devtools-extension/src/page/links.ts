import type { LinkControl } from "./link-control.ts";
import { SafeMap } from "./primordials.ts";

/** So many links of the past are still known, since each polling request is one. */
const MAX_LINKS = 2_000;

/** Who is in charge of each link, by its number. */
export class Links {
  readonly #controls = new SafeMap<number, LinkControl>();
  #newest = 0;

  /** Numbers only go up, so that the oldest link is found by its number. */
  add(link: number, control: LinkControl): void {
    this.#controls.set(link, control);
    for (; this.#newest < link; this.#newest++) this.#controls.delete(this.#newest + 1 - MAX_LINKS);
  }

  get(link: number): LinkControl | undefined {
    return this.#controls.get(link);
  }
}
