import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Detail } from "../../store/detail.ts";
import { CopyButton } from "../frame/copy-button.tsx";
import { count } from "../text/format-size.ts";
import { visibleText } from "../text/visible-text.ts";
import { FetchBody } from "./fetch-body.tsx";
import { HexView } from "./hex-view.tsx";

const AT_ONCE = 20_000;

/** The frame as it went over the wire; characters without a shape are written out. */
export function RawView({ detail }: { readonly detail: Detail }): JSX.Element {
  const { raw, row } = detail;
  const [shown, setShown] = useState(AT_ONCE);
  if (typeof raw !== "string") return <HexView label="Frame in hexadecimal" bytes={raw} />;
  return (
    <div class="raw">
      {detail.cut ? <FetchBody row={row} /> : null}
      <CopyButton label="Copy the frame" text={() => raw} />
      <pre tabIndex={0} aria-label="Raw frame">
        {visibleText(raw.slice(0, shown))}
      </pre>
      {raw.length > shown ? (
        <button type="button" class="button" onClick={() => setShown(shown + AT_ONCE)}>
          Show more ({count(raw.length - shown)} characters)
        </button>
      ) : null}
    </div>
  );
}
