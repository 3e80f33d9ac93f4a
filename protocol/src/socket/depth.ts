const QUOTE = 34;
const BACKSLASH = 92;

/** Whether JSON text from `start` nests arrays and objects deeper than `max`: told from the text, before anything is built. */
export function nestsDeeper(text: string, start: number, max: number): boolean {
  // Each level needs two brackets, so short text cannot be too deep and is not read at all.
  if (text.length - start <= 2 * max) return false;
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    // `[` and `{` differ in one bit, and so do `]` and `}`.
    else if ((code & ~32) === 91 && ++depth > max) return true;
    else if ((code & ~32) === 93) depth--;
  }
  return false;
}

function endOfString(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at > 0; at = text.indexOf('"', at + 1)) {
    let escapes = at - 1;
    while (text.charCodeAt(escapes) === BACKSLASH) escapes--;
    if ((at - escapes) % 2 === 1) return at;
  }
  return text.length;
}
