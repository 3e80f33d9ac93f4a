/**
 * Characters that a page could hide or disguise text with: controls, invisible spaces and joiners, bidirectional marks,
 * tag characters and lone surrogates.
 */
const HIDDEN = new RegExp(
  `[${[
    String.raw`\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}`,
    // Letters that are drawn as nothing, and the joiner of graphemes.
    String.raw`\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0`,
  ].join("")}]`,
  "gu",
);

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
