const UNITS: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["ms", 1],
  ["s", 1_000],
  ["min", 60_000],
]);

/** Reads a number of bytes as people write it: `200`, `4k`, `1.5 MB`; undefined where it is none. */
export function readSize(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([kmg]?)b?\s*$/i.exec(text);
  if (!match) return undefined;
  const power = ["", "k", "m", "g"].indexOf((match[2] ?? "").toLowerCase());
  return Math.round(Number(match[1]) * 1000 ** power);
}

/** Reads a span of time in milliseconds: `200`, `200 ms`, `1.5 s`, `2 min`; undefined where it is none. */
export function readDuration(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|min|)\s*$/i.exec(text);
  const unit = UNITS.get((match?.[2] ?? "").toLowerCase());
  return match && unit !== undefined ? Number(match[1]) * unit : undefined;
}

/** Reads a time of day, such as `14:03` or `14:03:22.107`, on the day that `near` is on; undefined where it is none. */
export function readClockTime(text: string, near: number): number | undefined {
  const match = /^\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?\s*$/.exec(text);
  if (!match) return undefined;
  const [hours, minutes, seconds] = [match[1], match[2], match[3] ?? "0"].map(Number);
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const thousandths = Number((match[4] ?? "").padEnd(3, "0"));
  return new Date(near).setHours(Number(hours), Number(minutes), Number(seconds), thousandths);
}

/** Reads the id of an acknowledgement; undefined where it is none. */
export function readAckId(text: string): number | undefined {
  const id = Number(text.trim() || Number.NaN);
  return Number.isSafeInteger(id) && id >= 0 ? id : undefined;
}
