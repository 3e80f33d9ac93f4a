/** Something that happened, by name. */
export interface Entry {
  readonly name: string;
  readonly detail: unknown;
}

/** What happened, in order, and a way to wait for what has not happened yet. */
export class Journal {
  readonly entries: Entry[] = [];
  readonly #byName = new Map<string, unknown[]>();
  readonly #waiting = new Set<() => void>();
  readonly #patience: number | undefined;

  /** `patience` bounds in milliseconds what `nth` waits; without it, only whoever asks does. */
  constructor(patience?: number) {
    this.#patience = patience;
  }

  add(name: string, detail?: unknown): void {
    this.entries.push({ name, detail });
    const details = this.#byName.get(name);
    if (details) details.push(detail);
    else this.#byName.set(name, [detail]);
    for (const look of this.#waiting) look();
  }

  /** The details of all entries of that name. */
  all(name: string): readonly unknown[] {
    return this.#byName.get(name) ?? [];
  }

  /** The detail of the entry of that name and number, from 1, as soon as there is one. */
  nth(name: string, number: number = 1): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.#waiting.delete(look);
        reject(new Error(`"${name}" happened ${this.all(name).length} times in ${this.#patience} ms, not ${number}.`));
      };
      const timer = this.#patience === undefined ? undefined : setTimeout(giveUp, this.#patience);
      const look = (): void => {
        const details = this.all(name);
        if (details.length < number) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(details[number - 1]);
      };
      this.#waiting.add(look);
      look();
    });
  }
}
