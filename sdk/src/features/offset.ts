const DAY = 86_400_000;

/** Redis streams: the time, a dash and a count. Memory: the time in base 64, and a count. MongoDB: an object id, whose first half tells the seconds. */
const FORMS = /^(?:(\d{13})-\d+|([\w-]{7})(?:\.[\w-]+)?|([\da-f]{8})[\da-f]{16})$/;

/** When an offset of a known adapter was made, in milliseconds since 1970; `NaN` for any other string. */
function timeOf(text = ""): number {
  const [, stream, memory, id] = FORMS.exec(text) ?? [];
  if (memory) return memory.split("").reduce((time, digit) => time * 64 + digitOf(digit), 0);
  return id ? Number.parseInt(id, 16) * 1_000 : Number(stream);
}

/** Of the alphabet that has digits, capitals, small letters, `-` and `_`. */
function digitOf(digit: string): number {
  if (digit === "-") return 62;
  if (digit === "_") return 63;
  return Number.parseInt(digit, 36) + (digit > "_" ? 26 : 0);
}

/**
 * Tells an offset from an application's own string at the end of an event, which nothing on the wire does: it has the
 * form that adapters give it, and was made at about the time of the one before, or at about now by our time of day.
 */
export function isOffset(text: string, previous: string | undefined, today: number = Date.now()): boolean {
  const time = timeOf(text);
  const before = timeOf(previous);
  // Comparing with `NaN` is always false.
  return before >= 0 ? time >= before && time - before < 30 * DAY : Math.abs(time - today) < DAY;
}
