import type { FilterError } from "./filter.ts";

/** Longest search in characters. */
export const MAX_SEARCH = 1_000;

/** A pattern, and how much of a text it may be run over. */
export interface SafePattern {
  readonly pattern: RegExp;
  /** In characters: the fewer, the more repetitions stand side by side, each of which multiplies the time. */
  readonly maxLength: number;
}

/** The length for each number of repetitions. */
const MAX_LENGTHS = [65_536, 16_384, 4_096, 1_024, 512] as const;

/**
 * The pattern of a search, or why it cannot be used. Searched text comes from a hostile page, so patterns that may take
 * exponential time are refused: a repetition within a repetition, and alternatives that start alike within one.
 */
export function safePattern(source: string, matchCase: boolean): SafePattern | FilterError {
  if (source.length > MAX_SEARCH) {
    return { code: "SEARCH_TOO_LONG", message: `The search is longer than ${MAX_SEARCH} characters.` };
  }
  let pattern: RegExp;
  try {
    pattern = new RegExp(source, matchCase ? "su" : "siu");
  } catch (error) {
    const message = error instanceof Error ? error.message : "The regular expression is not valid.";
    return { code: "BAD_REGEX", message };
  }
  const repeats = countRepeats(source);
  const maxLength = repeats === undefined ? undefined : MAX_LENGTHS[repeats];
  if (maxLength !== undefined) return { pattern, maxLength };
  return {
    code: "UNSAFE_REGEX",
    message:
      "A repetition of what repeats itself, or of alternatives that start alike, could take for ever: simplify it.",
  };
}

interface Group {
  repeats: boolean;
  /** What each alternative starts with; undefined for one that may start with anything. */
  readonly starts: (string | undefined)[];
  fresh: boolean;
}

/** How many repetitions without bound stand side by side; undefined where one could take exponential time. */
function countRepeats(source: string): number | undefined {
  const groups: Group[] = [newGroup()];
  let closed: Group | undefined;
  let repeats = 0;
  for (const [token] of source.matchAll(
    /\\(?:[pP]\{[^}]*\}|k<[^>]*>|u\{[^}]*\}|.)|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:<?[=!]|:|<[^>]*>))?|\{\d*(?:,\d*)?\}\??|[*+?]\??|./gsu,
  )) {
    const group = groups.at(-1);
    if (!group) return undefined;
    if (token.startsWith("(")) {
      start(group, undefined);
      groups.push(newGroup());
    } else if (token === ")") {
      closed = groups.pop();
      if (closed?.repeats) mark(groups);
      continue;
    } else if (token === "|") group.fresh = true;
    else if (isUnbounded(token)) {
      repeats++;
      if (closed && (closed.repeats || overlaps(closed.starts))) return undefined;
      mark(groups);
    } else if (!/^[?{]/.test(token)) start(group, token);
    closed = undefined;
  }
  return repeats;
}

function newGroup(): Group {
  return { repeats: false, starts: [], fresh: true };
}

function mark(groups: readonly Group[]): void {
  const last = groups.at(-1);
  if (last) last.repeats = true;
}

/** Notes how an alternative starts. */
function start(group: Group, token: string | undefined): void {
  if (!group.fresh) return;
  group.fresh = false;
  const literal = token !== undefined && (/^[^\\[.^$]$/u.test(token) || /^\\[^a-zA-Z0-9]$/u.test(token));
  group.starts.push(literal ? token.slice(-1).toLowerCase() : undefined);
}

function overlaps(starts: readonly (string | undefined)[]): boolean {
  return starts.length > 1 && (starts.includes(undefined) || new Set(starts).size < starts.length);
}

/** Whether a quantifier has no small upper bound. */
function isUnbounded(token: string): boolean {
  if (/^[*+]/.test(token)) return true;
  const bounds = /^\{(\d*)(,?)(\d*)\}/.exec(token);
  return bounds !== null && (bounds[2] === "," && bounds[3] === "" ? true : Number(bounds[3] || bounds[1]) > 20);
}
