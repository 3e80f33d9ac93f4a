/**
 * Characters that a page could hide or disguise text with: controls, invisible spaces and joiners, bidirectional marks,
 * tag characters and lone surrogates.
 */
const HIDDEN =
  /[\p{Cc}\p{Cs}\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

const SHORT: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/** Text of a page as it may be shown: what would be invisible or turn the reading direction is written out as an escape. */
export function visibleText(text: string): string {
  return text.replace(HIDDEN, (character) => SHORT.get(character) ?? escaped(character));
}

/** The same, cut to so many characters with an ellipsis. */
export function visibleExcerpt(text: string, longest: number): string {
  return visibleText(text.length > longest ? `${text.slice(0, longest)}…` : text);
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code > 0xffff) return `\\u{${code.toString(16)}}`;
  return code > 0xff ? `\\u${code.toString(16).padStart(4, "0")}` : `\\x${code.toString(16).padStart(2, "0")}`;
}
