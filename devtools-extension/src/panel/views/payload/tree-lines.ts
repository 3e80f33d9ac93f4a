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

function memberCount(value: unknown): number {
  return Array.isArray(value) ? value.length : memberNames(value).length;
}
