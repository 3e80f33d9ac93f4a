const UNITS = ["B", "kB", "MB", "GB"] as const;

/** A number of bytes in the unit that reads best, in powers of 1000: `17 B`, `4.2 kB`. */
export function byteSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const shown = unit === 0 || value >= 99.5 ? Math.round(value) : Number(value.toFixed(1));
  return `${shown} ${UNITS[unit] ?? "B"}`;
}

/** A whole number with its thousands apart: `12,480`. */
export function count(value: number): string {
  // Not `Intl`, which throws in browsers that run without a locale.
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** A count with its noun: `1 packet`, `12 packets`. */
export function counted(value: number, one: string, many: string = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}
