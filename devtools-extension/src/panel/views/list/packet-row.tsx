import type { ComponentChildren, JSX } from "preact";
import type { Row } from "../../store/row.ts";
import { Icon } from "../frame/icon.tsx";
import { byteSize } from "../text/format-size.ts";
import { clockTime, delta, duration } from "../text/format-time.ts";
import { FAULT_WORDS, rowDigits, rowPayload, rowTone, rowType, rowTypeInFull } from "../text/row-words.ts";
import { visibleExcerpt, visibleText } from "../text/visible-text.ts";
import type { Column, ColumnId } from "./columns.ts";

/** As much of a payload as a row could ever show. */
const LONGEST_PAYLOAD = 300;
const LONGEST_NAME = 200;

/** A line of the packet list. */
export function PacketRow(props: {
  readonly row: Row;
  readonly id: string;
  /** Counted from 1, the header being the first. */
  readonly position: number;
  readonly columns: readonly Column[];
  readonly selected: boolean;
  readonly compared: boolean;
  readonly top: number;
}): JSX.Element {
  const { row, id, position, columns, selected, compared, top } = props;
  const classes = ["row", `tone-${rowTone(row)}`, row.direction ?? "still", compared ? "compared" : ""];
  if (row.fault !== undefined) classes.push(`fault-${row.fault}`);
  return (
    <div
      class={classes.join(" ")}
      role="row"
      id={id}
      aria-rowindex={position}
      aria-selected={selected}
      data-number={row.number}
      style={{ transform: `translateY(${top}px)` }}
    >
      {columns.map((column) => (
        <div key={column.id} role="gridcell" class={`cell cell-${column.id} ${column.numeric ? "numeric" : ""}`}>
          {CELLS[column.id](row)}
        </div>
      ))}
    </div>
  );
}

const CELLS: Readonly<Record<ColumnId, (row: Row) => ComponentChildren>> = {
  mark: (row) => (row.bookmarked ? <Mark /> : null),
  direction: (row) => <Arrow direction={row.direction} />,
  time: (row) => clockTime(row.at),
  delta: (row) => (row.delta > 0 ? delta(row.delta) : ""),
  transport: (row) => <Transport row={row} />,
  type: (row) => (
    <span title={rowTypeInFull(row)}>
      <span class="digits">{rowDigits(row)}</span>
      {rowType(row)}
    </span>
  ),
  namespace: (row) => visibleExcerpt(row.namespace ?? "", LONGEST_NAME),
  event: (row) => <bdi>{visibleExcerpt(row.event ?? "", LONGEST_NAME)}</bdi>,
  payload: (row) => <Payload row={row} />,
  ack: (row) => row.ackId ?? "",
  latency: (row) => (row.latency === undefined ? waiting(row) : duration(row.latency)),
  size: (row) => (row.note === undefined ? byteSize(row.size) : ""),
};

const TRANSPORTS = { polling: "poll", websocket: "ws", webtransport: "wt", eventsource: "sse" } as const;

function Transport({ row }: { readonly row: Row }): JSX.Element | null {
  return row.transport === undefined ? null : (
    <span title={row.transport} class={`via via-${row.transport}`}>
      {TRANSPORTS[row.transport]}
    </span>
  );
}

function waiting(row: Row): string {
  return row.ackId !== undefined && row.note === undefined && row.pair === undefined && rowTone(row) === "event"
    ? "…"
    : "";
}

function Mark(): JSX.Element {
  return (
    <span class="bookmarked" role="img" aria-label="Bookmarked">
      <Icon name="bookmark" filled />
    </span>
  );
}

/** Which way a packet went; the two differ in shape and side as well as in colour. */
export function Arrow({ direction }: { readonly direction: Row["direction"] }): JSX.Element | null {
  if (direction === undefined) return null;
  const sent = direction === "out";
  return (
    <svg
      class={`arrow ${direction}`}
      viewBox="0 0 12 12"
      width="12"
      height="12"
      role="img"
      aria-label={sent ? "sent" : "received"}
    >
      {sent ? <path d="M6 1.5L10.5 6H7.6v4.5H4.4V6H1.5z" /> : <path d="M6 1.5v8M2.6 6.4L6 9.8l3.4-3.4" />}
    </svg>
  );
}

function Payload({ row }: { readonly row: Row }): JSX.Element {
  const { fault, problem, attachments, expected } = row;
  return (
    <>
      {fault === undefined ? null : (
        <span class={`chip fault ${fault}`} title={FAULT_WORDS[fault]}>
          {fault}
        </span>
      )}
      {problem === undefined ? null : (
        <span class="chip problem" title={visibleText(problem.message)}>
          {visibleText(problem.code)}
        </span>
      )}
      {expected === 0 ? null : (
        <span class="chip binary" title={`${attachments?.length ?? 0} of ${expected} attachments are here`}>
          {attachments?.length === expected ? `+${expected} binary` : `+${attachments?.length ?? 0}/${expected} binary`}
        </span>
      )}
      <span class="payload">{visibleExcerpt(rowPayload(row), LONGEST_PAYLOAD)}</span>
    </>
  );
}
