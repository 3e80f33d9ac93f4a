import type { JSX } from "preact";
import { Splitter } from "../frame/splitter.tsx";
import type { Column } from "./columns.ts";

/** The row with the columns' names, and bars that change their widths. */
export function ListHeader(props: {
  readonly columns: readonly Column[];
  readonly widths: ReadonlyMap<string, number>;
  readonly onResize: (column: Column, pixels: number) => void;
}): JSX.Element {
  const { columns, widths, onResize } = props;
  return (
    <div class="header" role="row" aria-rowindex={1}>
      {columns.map((column) => (
        <div
          key={column.id}
          class={`cell heading ${column.numeric ? "numeric" : ""}`}
          role="columnheader"
          aria-label={column.title === "" ? undefined : column.label}
          title={column.label}
        >
          <span class={column.title === "" ? "offscreen" : "title"}>{column.title || column.label}</span>
          {column.id === "payload" || column.title === "" ? null : (
            <Splitter
              label={`Width of the column ${column.label}`}
              class="column-splitter"
              upright
              value={widths.get(column.id) ?? column.width}
              least={column.least}
              most={900}
              onMove={(pixels) => onResize(column, pixels)}
            />
          )}
        </div>
      ))}
    </div>
  );
}
