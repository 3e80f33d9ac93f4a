import type { JSX } from "preact";
import type { Facets } from "../frame/view-state.ts";
import { clockTime } from "../text/format-time.ts";
import { readAckId, readClockTime, readDuration, readSize } from "./read-amount.ts";
import type { SetFacets } from "./set-facets.ts";

/** A kind of amount: how it is read, which for a time of day needs the day, and how it is written. */
interface Kind {
  readonly read: (text: string, newest: number) => number | undefined;
  readonly write: (value: number) => string;
  readonly example: string;
}

const SIZE: Kind = { read: readSize, write: String, example: "200 or 4k" };
const TIME: Kind = { read: readClockTime, write: clockTime, example: "14:03 or 14:03:22.107" };
const SPAN: Kind = { read: readDuration, write: String, example: "200 or 1.5 s" };
const ACK_ID: Kind = { read: readAckId, write: String, example: "12" };

/** The facets that are amounts, as the bar names them and in full. */
const FIELDS = [
  ["minSize", SIZE, "size ≥", "Smallest size"],
  ["maxSize", SIZE, "≤", "Largest size"],
  ["from", TIME, "from", "Earliest time"],
  ["to", TIME, "to", "Latest time"],
  ["minDelta", SPAN, "Δ ≥", "Least time since the packet before"],
  ["minLatency", SPAN, "latency ≥", "Least time to the acknowledgement"],
  ["ackId", ACK_ID, "ack", "Acknowledgement id"],
] as const;

/** The part of the filter that asks for amounts: sizes, times and the id of an acknowledgement. */
export function AmountFields(props: {
  readonly facets: Facets;
  /** When the newest row was: times of day are of that day. */
  readonly newest: number;
  readonly set: SetFacets;
}): JSX.Element {
  const { facets, newest, set } = props;
  return (
    <>
      {FIELDS.map(([facet, kind, name, label]) => (
        <Amount
          key={facet}
          name={name}
          label={label}
          kind={kind}
          newest={newest}
          value={facets[facet]}
          onChange={(value) => set({ [facet]: value })}
        />
      ))}
    </>
  );
}

function Amount(props: {
  readonly name: string;
  readonly label: string;
  readonly kind: Kind;
  readonly newest: number;
  readonly value: number | undefined;
  readonly onChange: (value: number | undefined) => void;
}): JSX.Element {
  const { name, label, kind, newest, value, onChange } = props;
  return (
    <label class={`amount ${value === undefined ? "" : "active"}`}>
      {name}
      <input
        type="text"
        aria-label={label}
        title={`${label}, such as ${kind.example}`}
        placeholder="any"
        value={value === undefined ? "" : kind.write(value)}
        onChange={(event) => {
          const wanted = kind.read(event.currentTarget.value, newest);
          // What cannot be read restricts nothing, which the empty field then says.
          if (wanted === undefined) event.currentTarget.value = "";
          onChange(wanted);
        }}
      />
    </label>
  );
}
