/** Text as one word of a POSIX shell; undefined for what no argument can hold. */
export function shellQuote(text: string): string | undefined {
  if (text.includes("\0")) return undefined;
  // Control characters would be acted on by the terminal it is pasted into, and those of direction mislead who reads it.
  if (/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(text)) return ansiQuote(text);
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The form with escapes of bash, zsh and ksh, byte by byte where the text is not plain. */
function ansiQuote(text: string): string {
  let quoted = "";
  for (const byte of new TextEncoder().encode(text)) {
    const plain = byte >= 0x20 && byte < 0x7f && byte !== 0x27 && byte !== 0x5c && byte !== 0x21;
    // Octal, which ends after three digits whatever follows.
    quoted += plain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, "0")}`;
  }
  return `$'${quoted}'`;
}
