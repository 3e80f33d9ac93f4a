/** What a log of the map shows where a set was never spelt out. */
class OnlyItsKey extends Set<string> {}

/** Stands for the set that holds its own key and nothing else. */
const ITSELF: Set<string> = new OnlyItsKey();

/**
 * A map of sets in which "the set of my own key alone" takes no set until somebody looks at it. Nearly every socket is in
 * the room of its own id and in no other, and two sets for each would be much of what an idle connection costs.
 */
export class MembershipMap extends Map<string, Set<string>> {
  /** Puts the set of `key` alone behind `key`. */
  setItself(key: string): void {
    super.set(key, ITSELF);
  }

  /** Whether the set behind `key` was never spelt out. */
  isItself(key: string): boolean {
    return super.get(key) === ITSELF;
  }

  override get(key: string): Set<string> | undefined {
    const members = super.get(key);
    return members === ITSELF ? this.#spell(key) : members;
  }

  override forEach(
    callback: (members: Set<string>, key: string, map: Map<string, Set<string>>) => void,
    receiver?: unknown,
  ): void {
    for (const [key, members] of this) callback.call(receiver, members, key, this);
  }

  override *values(): MapIterator<Set<string>> {
    for (const [, members] of this) yield members;
  }

  override entries(): MapIterator<[string, Set<string>]> {
    return this[Symbol.iterator]();
  }

  override *[Symbol.iterator](): MapIterator<[string, Set<string>]> {
    for (const [key, members] of super.entries()) yield [key, members === ITSELF ? this.#spell(key) : members];
  }

  #spell(key: string): Set<string> {
    const members = new Set([key]);
    super.set(key, members);
    return members;
  }
}
