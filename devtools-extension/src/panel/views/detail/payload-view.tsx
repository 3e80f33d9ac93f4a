import type { JSX } from "preact";
import type { Detail } from "../../store/detail.ts";
import { asBytes } from "../payload/value-kind.ts";
import { byteSize } from "../text/format-size.ts";
import { visibleText } from "../text/visible-text.ts";
import { FetchBody } from "./fetch-body.tsx";
import { HexView } from "./hex-view.tsx";
import { JsonTree } from "./json-tree.tsx";

/** A payload decoded: a tree for what JSON can say, hexadecimal for binary. */
export function PayloadView({ detail }: { readonly detail: Detail }): JSX.Element {
  const { data, attachments, row } = detail;
  const bytes = asBytes(data);
  return (
    <>
      {detail.cut ? <FetchBody row={row} /> : null}
      {bytes ? <HexView label="Payload in hexadecimal" bytes={bytes} /> : null}
      {!bytes && data !== undefined ? <JsonTree label="Payload" value={data} /> : null}
      {!bytes && data === undefined && attachments.length === 0 && !detail.cut ? (
        <p class="quiet">{row.note === undefined ? "This packet carries nothing." : visibleText(row.text)}</p>
      ) : null}
      {attachments.map(({ seq, bytes: part, size, cut }, index) => (
        <section key={seq} class="attachment">
          <h3>
            Attachment {index + 1} · {byteSize(size)}
            {cut ? ` · only the first ${byteSize(part.length)} are here` : ""}
          </h3>
          <HexView label={`Attachment ${index + 1} in hexadecimal`} bytes={part} />
        </section>
      ))}
    </>
  );
}
