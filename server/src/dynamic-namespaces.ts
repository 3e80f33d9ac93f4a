import type { ParentNamespace } from "./parent-namespace.ts";
import type { Untyped } from "./typed-events.ts";

/** Decides whether a dynamic namespace takes a name: `decide(null, true)` does. */
export type NamespaceMatch = (
  name: string,
  auth: Record<string, Untyped>,
  decide: (error: Error | null, match?: boolean) => void,
) => unknown;

type AnyParent = ParentNamespace<Untyped, Untyped, Untyped, Untyped>;

/** The dynamic namespaces of a server, asked in the order they were made. */
export class DynamicNamespaces {
  readonly #parents = new Map<NamespaceMatch, AnyParent>();
  readonly #byPattern = new Map<string, AnyParent>();

  /** The dynamic namespace of a pattern that was given before. */
  ofPattern(pattern: RegExp): AnyParent | undefined {
    return this.#byPattern.get(String(pattern));
  }

  /** Takes note of a dynamic namespace. */
  add(match: RegExp | NamespaceMatch, parent: AnyParent): void {
    if (typeof match === "function") {
      this.#parents.set(match, parent);
      return;
    }
    this.#byPattern.set(String(match), parent);
    // A copy without the flags that make a pattern remember where it stopped.
    const pattern = new RegExp(match.source, match.flags.replace(/[gy]/g, ""));
    this.#parents.set((name, _auth, decide) => decide(null, pattern.test(name)), parent);
  }

  /** Finds the first that takes the name. A function that throws, rejects or passes an error does not. */
  find(
    name: string,
    auth: Record<string, unknown>,
    failed: (error: unknown) => void,
    found: (parent: AnyParent | undefined) => void,
  ): void {
    const candidates = [...this.#parents];
    const ask = (at: number): void => {
      const [match, parent] = candidates[at] ?? [];
      if (match === undefined) return found(undefined);
      let decided = false;
      const decide = (error: Error | null, matches?: boolean): void => {
        if (decided) return;
        decided = true;
        if (!error && matches) found(parent);
        else ask(at + 1);
      };
      const fail = (error: unknown): void => {
        failed(error);
        decide(null, false);
      };
      try {
        const result = match(name, auth, decide);
        if (result instanceof Promise) result.catch(fail);
      } catch (error) {
        fail(error);
      }
    };
    ask(0);
  }
}
