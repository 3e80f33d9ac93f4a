/** Collects what arrives, so that a scenario waits for the n-th thing and then judges all of them. */
export class Inbox<Item> {
  readonly items: Item[] = [];
  readonly #waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  /** Takes one more in; bound, to be passed as a listener. */
  readonly add: (item: Item) => void = (item) => {
    this.items.push(item);
    const due = this.#waiting.filter(({ count }) => count <= this.items.length);
    for (const waiter of due) {
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
      waiter.resolve();
    }
  };

  /** All that arrived, once there are at least `count`. */
  async filled(count: number): Promise<readonly Item[]> {
    if (this.items.length < count) await new Promise<void>((resolve) => this.#waiting.push({ count, resolve }));
    return this.items;
  }

  /** The item at `index`, once it is there. */
  async at(index: number): Promise<Item> {
    const item = (await this.filled(index + 1)).at(index);
    if (item === undefined) throw new Error(`Nothing at ${index}.`);
    return item;
  }
}
