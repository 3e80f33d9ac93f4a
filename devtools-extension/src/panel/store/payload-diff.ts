import microdiff from "microdiff";

/** One difference between two payloads. */
export interface PayloadDifference {
  readonly type: "added" | "removed" | "changed";
  readonly path: readonly (string | number)[];
  readonly before: unknown;
  readonly after: unknown;
}

/** What differs, and whether that is all. */
export interface PayloadDiff {
  readonly differences: readonly PayloadDifference[];
  /** There are more differences than are listed. */
  readonly more: boolean;
  /** The payloads are too large or too deep to be compared. */
  readonly tooLarge: boolean;
}

const MAX_DIFFERENCES = 1_000;
const MAX_VALUES = 100_000;
const MAX_DEPTH = 200;

/** Compares two decoded payloads; bounded, since they come from a hostile page. */
export function payloadDiff(before: unknown, after: unknown): PayloadDiff {
  if (!isSmall(before) || !isSmall(after)) return { differences: [], more: false, tooLarge: true };
  // Held in arrays, since only containers can be compared; bytes are compared by their numbers.
  const found = microdiff([plain(before)], [plain(after)], { cyclesFix: false });
  const differences = found.slice(0, MAX_DIFFERENCES).map((difference): PayloadDifference => {
    const path = difference.path.slice(1);
    if (difference.type === "CREATE") return { type: "added", path, before: undefined, after: difference.value };
    if (difference.type === "REMOVE") return { type: "removed", path, before: difference.oldValue, after: undefined };
    return { type: "changed", path, before: difference.oldValue, after: difference.value };
  });
  return { differences, more: found.length > MAX_DIFFERENCES, tooLarge: false };
}

/** Counts values level by level, without recursion, so that depth cannot exhaust the stack. */
function isSmall(value: unknown): boolean {
  let level: unknown[] = [value];
  let count = 0;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return false;
    const next: unknown[] = [];
    for (const item of level) {
      if (ArrayBuffer.isView(item)) count += item.byteLength;
      else if (typeof item === "object" && item !== null) for (const inner of Object.values(item)) next.push(inner);
      if (++count > MAX_VALUES) return false;
    }
    level = next;
  }
  return true;
}

/** Bytes as what JSON would have for them, with a word that says so. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: [...value] };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  // True of an object without a prototype, in which a hostile key is a key like any other.
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [key, item] of Object.entries(value)) copy[key] = plain(item);
  return copy;
}
