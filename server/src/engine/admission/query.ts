/** What the engine reads of a request's query; `undefined` for what is missing or given more than once. */
export interface EngineQuery {
  readonly EIO: string | undefined;
  readonly transport: string | undefined;
  readonly sid: string | undefined;
  readonly b64: string | undefined;
  readonly j: string | undefined;
  /** How many parameters there are, whatever their names. */
  readonly count: number;
}

const KEYS: ReadonlySet<string> = new Set(["EIO", "transport", "sid", "b64", "j"]);
const REPEATED = "\0";

/** Picks the engine's own keys out of a URL and leaves everything else unread. */
export function readQuery(url: string): EngineQuery {
  const found = new Map<string, string>();
  let start = url.indexOf("?") + 1;
  let count = 0;
  while (start > 0) {
    count++;
    const next = url.indexOf("&", start);
    const end = next < 0 ? url.length : next;
    readPair(url, start, end, found);
    start = next + 1;
  }
  return {
    EIO: found.get("EIO"),
    transport: found.get("transport"),
    sid: found.get("sid"),
    b64: found.get("b64"),
    j: found.get("j"),
    count,
  };
}

function readPair(url: string, start: number, end: number, found: Map<string, string>): void {
  const equals = url.indexOf("=", start);
  const nameEnd = equals < 0 || equals > end ? end : equals;
  // No key of ours is longer, and hostile ones need not be copied.
  if (nameEnd - start > 9) return;
  const name = url.slice(start, nameEnd);
  if (!KEYS.has(name)) return;
  // A value that no client sends stands for one given twice, so that neither of the two counts.
  found.set(name, found.has(name) ? REPEATED : unescaped(url.slice(nameEnd + 1, end)));
}

function unescaped(value: string): string {
  if (!value.includes("%")) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
