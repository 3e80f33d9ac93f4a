/** What collects output during a tick and writes it out once. */
export interface Flushable {
  flush(): void;
}

/** Everything of one engine that has output waiting, written out by a single callback at the end of the tick. */
export class FlushList {
  #dirty: Flushable[] = [];
  #spare: Flushable[] = [];
  readonly #run = (): void => {
    const dirty = this.#dirty;
    this.#dirty = this.#spare;
    for (const item of dirty) item.flush();
    dirty.length = 0;
    this.#spare = dirty;
  };

  /** Flushes `item` when the running callback is over. Add it once per tick. */
  add(item: Flushable): void {
    if (this.#dirty.push(item) === 1) process.nextTick(this.#run);
  }
}
