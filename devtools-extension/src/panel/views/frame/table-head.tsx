import type { JSX } from "preact";

/** A column of a table: its name, and whether it holds figures. */
export interface TableColumn {
  readonly name: string;
  readonly numeric?: boolean;
}

/** The names of a table's columns. */
export function TableHead({ columns }: { readonly columns: readonly TableColumn[] }): JSX.Element {
  return (
    <thead>
      <tr>
        {columns.map(({ name, numeric }) => (
          <th key={name} scope="col" class={numeric ? "numeric" : undefined}>
            {name}
          </th>
        ))}
      </tr>
    </thead>
  );
}
