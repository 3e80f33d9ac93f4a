/** How many bytes a line of the hex view shows. */
export const BYTES_PER_LINE = 16;

/** A line of a hex view. */
export interface HexLine {
  /** Where the line begins, in hexadecimal with eight digits. */
  readonly offset: string;
  readonly bytes: readonly string[];
  /** The same bytes as ASCII, with a dot for what has no glyph. */
  readonly text: string;
}

/** The lines of some bytes from one line number to another, so that a long body is shown as far as it is scrolled. */
export function hexLines(bytes: Uint8Array, first: number, end: number): readonly HexLine[] {
  const lines: HexLine[] = [];
  for (let line = first; line < Math.min(end, lineCount(bytes.length)); line++) {
    const start = line * BYTES_PER_LINE;
    const part = [...bytes.subarray(start, start + BYTES_PER_LINE)];
    lines.push({
      offset: start.toString(16).padStart(8, "0"),
      bytes: part.map((byte) => byte.toString(16).padStart(2, "0")),
      text: part.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join(""),
    });
  }
  return lines;
}

/** How many lines so many bytes take. */
export function lineCount(length: number): number {
  return Math.ceil(length / BYTES_PER_LINE);
}
