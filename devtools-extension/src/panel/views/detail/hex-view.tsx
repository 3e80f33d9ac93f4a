import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { BYTES_PER_LINE, hexLines, lineCount } from "../payload/hex-lines.ts";
import { count } from "../text/format-size.ts";

const LINES_AT_ONCE = 256;

/** Bytes in hexadecimal with their ASCII beside them, so many lines at once. */
export function HexView({ label, bytes }: { readonly label: string; readonly bytes: Uint8Array }): JSX.Element {
  const [end, setEnd] = useState(LINES_AT_ONCE);
  const rest = bytes.length - end * BYTES_PER_LINE;
  return (
    <div class="hex" role="group" aria-label={label} tabIndex={0}>
      <pre>
        {hexLines(bytes, 0, end).map(({ offset, bytes: pairs, text }) => (
          <span key={offset} class="hex-line">
            <span class="offset">{offset}</span>
            {`  ${pairs.slice(0, 8).join(" ").padEnd(23)}  ${pairs.slice(8).join(" ").padEnd(23)}  `}
            <span class="ascii">{text}</span>
            {"\n"}
          </span>
        ))}
      </pre>
      {lineCount(bytes.length) > end ? (
        <button type="button" class="button" onClick={() => setEnd(end + LINES_AT_ONCE)}>
          Show more ({count(rest)} bytes)
        </button>
      ) : null}
    </div>
  );
}
