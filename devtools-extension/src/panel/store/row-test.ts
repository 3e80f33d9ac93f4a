import type { Filter, FilterError, Search } from "./filter.ts";
import type { RowData } from "./row-data.ts";
import { MAX_SEARCH, safePattern } from "./safe-pattern.ts";

/** Whether a row passes. */
export type RowTest = (row: RowData) => boolean;

/** A filter as a test, which does no work for what the filter does not ask; or why it cannot be one. */
export function rowTest(filter: Filter): RowTest | FilterError {
  const tests: RowTest[] = [...columnTests(filter), ...amountTests(filter), ...markTests(filter)];
  if (filter.search?.text) {
    const search = searchTest(filter.search);
    if (typeof search !== "function") return search;
    // Last, since it is the dearest.
    tests.push(search);
  }
  const [first, second] = tests;
  if (!first) return () => true;
  if (!second) return first;
  return (row) => {
    for (const test of tests) if (!test(row)) return false;
    return true;
  };
}

function* columnTests(filter: Filter): Generator<RowTest> {
  const { direction } = filter;
  if (direction !== undefined) yield (row) => row.direction === direction;
  const connections = setOf(filter.connections);
  if (connections) yield ({ connection }) => connection !== undefined && connections.has(connection.id);
  const transports = setOf(filter.transports);
  if (transports) yield (row) => transports.has(row.transport);
  const engineTypes = setOf(filter.engineTypes);
  if (engineTypes) yield (row) => engineTypes.has(row.engineType);
  const socketTypes = setOf(filter.socketTypes);
  if (socketTypes) yield (row) => socketTypes.has(row.socketType);
  const namespaces = setOf(filter.namespaces);
  if (namespaces) yield (row) => namespaces.has(row.namespace);
  const events = setOf(filter.events);
  if (events) yield (row) => events.has(row.event ?? row.pair?.event);
}

function* amountTests(filter: Filter): Generator<RowTest> {
  const { minSize, maxSize, from, to, minDelta, minLatency, ackId } = filter;
  if (minSize !== undefined) yield (row) => row.note === undefined && row.size >= minSize;
  if (maxSize !== undefined) yield (row) => row.note === undefined && row.size <= maxSize;
  if (from !== undefined) yield (row) => row.at >= from;
  // As the list shows it, without the fraction of a millisecond.
  if (to !== undefined) yield (row) => Math.floor(row.at) <= to;
  if (minDelta !== undefined) yield (row) => row.delta >= minDelta;
  if (minLatency !== undefined) yield ({ latency }) => latency !== undefined && latency >= minLatency;
  if (ackId !== undefined) yield (row) => row.ackId === ackId;
}

function* markTests(filter: Filter): Generator<RowTest> {
  const { binary, ack, bookmarked, problems, faults, notes } = filter;
  if (binary !== undefined) yield (row) => row.note === undefined && row.binary === binary;
  if (ack !== undefined) yield (row) => row.note === undefined && (row.ackId !== undefined) === ack;
  if (bookmarked !== undefined) yield (row) => row.bookmarked === bookmarked;
  if (problems !== undefined)
    yield (row) => (row.problem !== undefined || row.cut || row.note === "failure") === problems;
  if (faults !== undefined) yield (row) => (row.fault !== undefined) === faults;
  if (notes !== undefined) yield (row) => notes || row.note === undefined;
}

function setOf<Value>(values: readonly Value[] | undefined): ReadonlySet<Value | undefined> | undefined {
  return values && values.length > 0 ? new Set(values) : undefined;
}

function searchTest({ text, regex = false, matchCase = false }: Search): RowTest | FilterError {
  if (!regex) {
    if (text.length > MAX_SEARCH) {
      return { code: "SEARCH_TOO_LONG", message: `The search is longer than ${MAX_SEARCH} characters.` };
    }
    if (matchCase) return (row) => row.text.includes(text);
    // Faster than lower-casing every row, which would copy it.
    const pattern = new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "iu");
    return (row) => pattern.test(row.text);
  }
  const safe = safePattern(text, matchCase);
  if ("code" in safe) return safe;
  const { pattern, maxLength } = safe;
  return (row) => pattern.test(row.text.length > maxLength ? row.text.slice(0, maxLength) : row.text);
}
