/** The newest of what is added, so many at most; `total` counts all. */
export class Recent<Item> {
  readonly items: Item[] = [];
  total = 0;
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  get last(): Item | undefined {
    return this.items.at(-1);
  }

  add(item: Item): void {
    this.total++;
    // Let go of in pieces, so that adding stays cheap.
    if (this.items.length >= this.#max) this.items.splice(0, Math.max(1, this.#max >> 3));
    this.items.push(item);
  }

  clear(): void {
    this.items.length = 0;
  }
}
