import type { JSX } from "preact";
import type { Facets } from "../frame/view-state.ts";
import type { SetFacets } from "./set-facets.ts";

/** The facets that a row has or has not. */
const MARKS = [
  ["binary", "binary"],
  ["ack", "acks"],
  ["bookmarked", "bookmarked"],
  ["problems", "problems"],
  ["faults", "faults"],
] as const;

/** The part of the filter that asks for marks, and the switch for rows that are no packets. */
export function MarkFields({ facets, set }: { readonly facets: Facets; readonly set: SetFacets }): JSX.Element {
  return (
    <>
      {MARKS.map(([mark, label]) => (
        <Mark
          key={mark}
          label={label}
          checked={facets[mark] === true}
          onChange={(on) => set({ [mark]: on ? true : undefined })}
        />
      ))}
      <Mark label="notes" checked={facets.notes !== false} onChange={(on) => set({ notes: on ? undefined : false })} />
    </>
  );
}

function Mark(props: {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (on: boolean) => void;
}): JSX.Element {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={props.checked}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      {props.label}
    </label>
  );
}
