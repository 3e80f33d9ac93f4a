/** The time of day with milliseconds, in the reader's zone: `14:03:22.107`. */
export function clockTime(at: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "–";
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

/** A span of time in the unit that reads best: `0.4 ms`, `12 ms`, `1.42 s`, `3 min 5 s`. */
export function duration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return "–";
  const size = Math.abs(milliseconds);
  if (size < 9.95) return `${trimmed(milliseconds, 1)} ms`;
  if (size < 999.5) return `${Math.round(milliseconds)} ms`;
  if (size < 59_950) return `${trimmed(milliseconds / 1000, size < 9995 ? 2 : 1)} s`;
  const seconds = Math.round(size / 1000);
  const sign = milliseconds < 0 ? "-" : "";
  if (seconds < 3600) return `${sign}${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${sign}${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** What passed since the row before, with a plus: `+12 ms`. */
export function delta(milliseconds: number): string {
  return milliseconds < 0 ? duration(milliseconds) : `+${duration(milliseconds)}`;
}

function trimmed(value: number, digits: number): string {
  return value.toFixed(digits).replace(/\.?0+$/, "") || "0";
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
