import type { HintCode, Hint } from "./hint.ts";
import { HINT_TEXT } from "./hint-text.ts";

const MAX_HINTS = 500;
const MAX_EVIDENCE = 20;

/** Where and when a situation was seen. */
export interface Sighting {
  readonly code: HintCode;
  readonly document: string;
  readonly connection?: string | undefined;
  /** The number of the row that shows it. */
  readonly row?: number | undefined;
  readonly at: number;
  /** What is special about this one, in a sentence. */
  readonly detail?: string | undefined;
}

interface Seen {
  readonly hint: Omit<Hint, "evidence" | "count" | "lastAt" | "explanation">;
  detail: string | undefined;
  readonly evidence: number[];
  count: number;
  lastAt: number;
}

/** Gathers the problems that were found, each once per connection. */
export class HintBoard {
  readonly #seen = new Map<string, Seen>();

  raise({ code, document, connection, row, at, detail }: Sighting): void {
    const key = `${code} ${connection ?? ""} ${document}`;
    let seen = this.#seen.get(key);
    if (!seen) {
      if (this.#seen.size >= MAX_HINTS) return;
      const { severity, title, advice } = HINT_TEXT[code];
      const hint = { code, severity, title, advice, document, connection };
      this.#seen.set(key, (seen = { hint, detail: undefined, evidence: [], count: 0, lastAt: at }));
    }
    seen.count++;
    seen.lastAt = at;
    seen.detail = detail ?? seen.detail;
    if (row === undefined) return;
    if (seen.evidence.length >= MAX_EVIDENCE) seen.evidence.shift();
    seen.evidence.push(row);
  }

  /** A situation that has passed. */
  settle(code: HintCode, document: string, connection?: string): void {
    this.#seen.delete(`${code} ${connection ?? ""} ${document}`);
  }

  /** Forgets what was about documents that are gone. */
  forget(document: string): void {
    for (const [key, { hint }] of this.#seen) if (hint.document === document) this.#seen.delete(key);
  }

  clear(): void {
    this.#seen.clear();
  }

  /** The gravest first, and among equals the newest. */
  list(): readonly Hint[] {
    const hints = Array.from(this.#seen.values(), ({ hint, detail, evidence, count, lastAt }) => {
      const { explanation } = HINT_TEXT[hint.code];
      const words = detail === undefined ? explanation : `${explanation} ${detail}`;
      return { ...hint, explanation: words, evidence: [...evidence], count, lastAt };
    });
    return hints.sort((a, b) => GRAVITY[a.severity] - GRAVITY[b.severity] || b.lastAt - a.lastAt);
  }
}

const GRAVITY = { error: 0, warning: 1, info: 2 } as const;
