import { MAX_POOLED_STRINGS } from "../limits.ts";

/** Keeps one copy of equal strings: most clients of a server come with the same URL and, but for cookies, the same headers. */
export class StringPool {
  readonly #strings = new Map<string, string>();

  /** An equal string that is already kept, or this one from now on. */
  share(text: string): string {
    const known = this.#strings.get(text);
    if (known !== undefined) return known;
    if (this.#strings.size >= MAX_POOLED_STRINGS) this.#strings.clear();
    this.#strings.set(text, text);
    return text;
  }
}
