/** Reads a number of bytes as people write it: `200`, `4k`, `1.5 MB`; undefined where it is none. */
export function readSize(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([kmg]?)b?\s*$/i.exec(text);
  if (!match) return undefined;
  const power = ["", "k", "m", "g"].indexOf((match[2] ?? "").toLowerCase());
  return Math.round(Number(match[1]) * 1000 ** power);
}
