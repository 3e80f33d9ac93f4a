import type { Batch } from "../../bridge/record.ts";
import type { ClientInfo, Connection, DocumentGroup } from "./connection.ts";
import type { Detail } from "./detail.ts";
import type { Filter, FilterError } from "./filter.ts";
import type { Hint } from "./hint.ts";
import type { Row } from "./row.ts";
import type { Statistics } from "./statistics.ts";

/** What views read of the store and do with it; everything it hands out changes in place, so look again when `version` has moved. */
export interface Model {
  /** Counts every change. */
  readonly version: number;
  readonly documents: readonly DocumentGroup[];
  readonly connections: readonly Connection[];
  readonly clients: readonly ClientInfo[];
  /** All rows, oldest first. */
  readonly rows: readonly Row[];
  /** The rows that pass the filter, oldest first: the same array until `clear` or a new filter. */
  readonly visible: readonly Row[];
  readonly filter: Filter;
  readonly statistics: Statistics;
  readonly paused: boolean;
  /** Records that came while paused and wait. */
  readonly held: number;
  readonly preserve: boolean;
  /** Rows let go of to keep memory bounded. */
  readonly released: number;
  /** Records that never came or were refused, over all documents and those without one. */
  readonly lost: number;
  readonly refused: number;

  add(batch: Batch): void;
  /** Told after every change, synchronously; gather them until the next frame. */
  subscribe(listener: () => void): () => void;
  /** Shows other rows from now on, or says why it cannot. */
  setFilter(filter: Filter): FilterError | undefined;
  pause(): void;
  resume(): void;
  clear(): void;
  setPreserve(preserve: boolean): void;
  bookmark(row: Row, on: boolean): void;
  row(number: number): Row | undefined;
  detail(row: Row): Detail;
  hints(now: number): readonly Hint[];
}
