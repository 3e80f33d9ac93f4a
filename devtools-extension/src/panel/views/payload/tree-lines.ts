import { type ValueKind, containerSize, inlineValue, member, memberNames, valueKind } from "./value-kind.ts";

/** How many members of a container are shown before the reader asks for more. */
export const PAGE_SIZE = 100;

/** The way to a value from the root: names and indexes. */
export type TreePath = readonly string[];

/** Which containers are open, by `pathKey`, and how many pages of each. */
export type OpenNodes = ReadonlyMap<string, number>;

/** A line of a value shown as a tree: a member, or the offer to show the next page of a container. */
export type TreeLine =
  | {
      readonly line: "value";
      readonly key: string;
      readonly path: TreePath;
      readonly depth: number;
      readonly name: string;
      readonly kind: ValueKind;
      readonly shown: string;
      readonly size: string;
      /** Undefined where there is nothing to open. */
      readonly open: boolean | undefined;
      readonly value: unknown;
    }
  | {
      readonly line: "more";
      readonly key: string;
      readonly path: TreePath;
      readonly depth: number;
      readonly rest: number;
    };

/** A path as one string, without two paths ever being the same. */
export function pathKey(path: TreePath): string {
  return JSON.stringify(path);
}

/** Payloads of up to so many values are shown open. */
const SMALL = 30;

/** What is open when a value is shown first: the root, and all that it holds where that is little. */
export function openAtFirst(root: unknown): OpenNodes {
  const open = new Map([[pathKey([]), 1]]);
  const level = members(root).map((name): TreePath => [name]);
  let seen = level.length;
  for (let path = level.shift(); path && seen <= SMALL; path = level.shift()) {
    const below = members(path.reduce<unknown>(member, root)).slice(0, SMALL);
    seen += below.length;
    if (below.length === 0) continue;
    open.set(pathKey(path), 1);
    if (path.length < DEEPEST_OPEN) for (const name of below) level.push([...path, name]);
  }
  return seen <= SMALL ? open : new Map([[pathKey([]), 1]]);
}

const DEEPEST_OPEN = 4;

/** The lines of a value with those containers open; only what is open is looked at. */
export function treeLines(root: unknown, name: string, open: OpenNodes): readonly TreeLine[] {
  const lines: TreeLine[] = [];
  addLines(lines, root, name, [], open);
  return lines;
}

/** The same nodes with one opened, closed, or showing a page more. */
export function withNode(open: OpenNodes, path: TreePath, pages: number): OpenNodes {
  const changed = new Map(open);
  if (pages > 0) changed.set(pathKey(path), pages);
  else changed.delete(pathKey(path));
  return changed;
}

function addLines(lines: TreeLine[], value: unknown, name: string, path: TreePath, open: OpenNodes): void {
  const kind = valueKind(value);
  const key = pathKey(path);
  const pages = open.get(key) ?? 0;
  const holds = (kind === "array" || kind === "object") && memberCount(value) > 0;
  lines.push({
    line: "value",
    key,
    path,
    depth: path.length,
    name,
    kind,
    shown: inlineValue(value),
    size: containerSize(value),
    open: holds ? pages > 0 : undefined,
    value,
  });
  if (!holds || pages === 0) return;
  const total = memberCount(value);
  const end = Math.min(total, pages * PAGE_SIZE);
  const names = Array.isArray(value) ? undefined : memberNames(value);
  for (let index = 0; index < end; index++) {
    const memberName = names?.[index] ?? String(index);
    addLines(lines, member(value, memberName), memberName, [...path, memberName], open);
  }
  if (end < total) lines.push({ line: "more", key: `${key}+`, path, depth: path.length + 1, rest: total - end });
}

/** The names of what a container holds, as many as matter for the question whether that is little. */
function members(value: unknown): readonly string[] {
  if (Array.isArray(value))
    return Array.from({ length: Math.min(value.length, SMALL + 1) }, (_, index) => String(index));
  return valueKind(value) === "object" ? memberNames(value) : [];
}

function memberCount(value: unknown): number {
  return Array.isArray(value) ? value.length : memberNames(value).length;
}
