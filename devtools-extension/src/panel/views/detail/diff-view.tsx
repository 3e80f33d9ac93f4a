import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { payloadDiff, type PayloadDifference } from "../../store/payload-diff.ts";
import type { Row } from "../../store/row.ts";
import { usePanel } from "../frame/panel-context.ts";
import { TableHead } from "../frame/table-head.tsx";
import { inlineValue } from "../payload/value-kind.ts";
import { counted } from "../text/format-size.ts";
import { clockTime } from "../text/format-time.ts";
import { rowSummary } from "../text/row-words.ts";
import { visibleExcerpt, visibleText } from "../text/visible-text.ts";

const COLUMNS = [{ name: "Where" }, { name: "Before" }, { name: "After" }];

/** The payload of a packet beside that of the one chosen for comparison, difference by difference. */
export function DiffView({ row }: { readonly row: Row }): JSX.Element {
  const { model, view } = usePanel();
  const chosen = view.compared.value;
  const other = chosen === undefined ? undefined : model.row(chosen);
  const result = useMemo(
    () => (other && other !== row ? payloadDiff(model.detail(other).data, model.detail(row).data) : undefined),
    [model, other, row],
  );
  if (!other || other === row)
    return (
      <div class="empty">
        <p class="lead">{other ? "This is the packet to compare with." : "Nothing to compare with yet."}</p>
        <p>
          {other
            ? "Select another packet to see how it differs."
            : "Mark a packet with Compare (or the key d, or Ctrl and a click), then select another one."}
        </p>
      </div>
    );
  return (
    <div class="diff">
      <p class="diff-head">
        From <strong>{visibleText(rowSummary(other))}</strong> at {clockTime(other.at)} to{" "}
        <strong>{visibleText(rowSummary(row))}</strong> at {clockTime(row.at)}:{" "}
        {result === undefined || result.tooLarge
          ? "too large to compare."
          : `${result.more ? "more than " : ""}${counted(result.differences.length, "difference")}.`}
      </p>
      {result && result.differences.length > 0 ? (
        <table aria-label="Differences">
          <TableHead columns={COLUMNS} />
          <tbody>
            {result.differences.map((difference) => (
              <Difference key={JSON.stringify(difference.path)} difference={difference} />
            ))}
          </tbody>
        </table>
      ) : null}
    </div>
  );
}

const SIGNS = { added: "+", removed: "−", changed: "≠" } as const;

function Difference({ difference }: { readonly difference: PayloadDifference }): JSX.Element {
  const { type, path, before, after } = difference;
  return (
    <tr class={type}>
      <th scope="row">
        <span class="sign" role="img" aria-label={type}>
          {SIGNS[type]}
        </span>
        <bdi>{visibleExcerpt(path.length === 0 ? "payload" : path.join("."), 200)}</bdi>
      </th>
      <td class="before">{type === "added" ? "" : inlineValue(before)}</td>
      <td class="after">{type === "removed" ? "" : inlineValue(after)}</td>
    </tr>
  );
}
