const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
const DAY = 86_400_000;

/** When an offset of a known adapter was made, in milliseconds since 1970; undefined for any other string. */
function timeOf(text: string): number | undefined {
  // Redis streams: the time, a dash and a count.
  const stream = /^(\d{13})-\d+$/.exec(text);
  if (stream) return Number(stream[1]);
  // Memory: the time in base 64, and a count when several fell into one millisecond.
  const memory = /^([\w-]{7})(?:\.[\w-]+)?$/.exec(text);
  if (memory?.[1]) return memory[1].split("").reduce((time, digit) => time * 64 + DIGITS.indexOf(digit), 0);
  // MongoDB: an object id, whose first half tells the seconds.
  return /^[\da-f]{24}$/.test(text) ? Number.parseInt(text.slice(0, 8), 16) * 1_000 : undefined;
}

/**
 * Tells an offset from an application's own string at the end of an event, which nothing on the wire does: it has the
 * form that adapters give it, and was made at about the time of the one before, or at about now by our time of day.
 */
export function isOffset(text: string, previous: string | undefined, today: number = Date.now()): boolean {
  const time = timeOf(text);
  if (time === undefined) return false;
  const before = previous === undefined ? undefined : timeOf(previous);
  if (before === undefined) return Math.abs(time - today) < DAY;
  return time >= before && time - before < 30 * DAY;
}
