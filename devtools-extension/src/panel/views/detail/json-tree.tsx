import type { JSX } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { treeKey, type TreeKeyLine } from "../frame/tree-key.ts";
import { count } from "../text/format-size.ts";
import { visibleExcerpt } from "../text/visible-text.ts";
import {
  openAtFirst,
  type OpenNodes,
  PAGE_SIZE,
  pathKey,
  treeLines,
  type TreeLine,
  type TreePath,
  withNode,
} from "../payload/tree-lines.ts";

const LONGEST_NAME = 300;

/** A decoded value as a tree of which only what is open is looked at; made of text alone, whatever the value holds. */
export function JsonTree({ label, value }: { readonly label: string; readonly value: unknown }): JSX.Element {
  const [open, setOpen] = useState<OpenNodes>(() => openAtFirst(value));
  const [active, setActive] = useState(pathKey([]));
  const tree = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => treeLines(value, "", open), [value, open]);
  const focusable = lines.some(({ key }) => key === active) ? active : pathKey([]);

  const turn = (path: TreePath, pages: number): void => setOpen(withNode(open, path, pages));
  const activate = (line: TreeLine): void => {
    if (line.line === "more") turn(line.path, (open.get(pathKey(line.path)) ?? 0) + 1);
    else if (line.open !== undefined) turn(line.path, line.open ? 0 : 1);
  };
  const press = (event: KeyboardEvent, line: TreeLine, index: number): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = treeKey(event.key, lines.map(keyLine), index);
    if (!action) return;
    event.preventDefault();
    if (action.do !== "go") return activate(line);
    const element = tree.current?.children[action.index];
    setActive(lines[action.index]?.key ?? active);
    if (element instanceof HTMLElement) element.focus();
  };
  return (
    <div class="json" role="tree" aria-label={label} ref={tree}>
      {lines.map((line, index) => (
        <div
          key={line.key}
          class="line"
          role="treeitem"
          aria-level={line.depth + 1}
          aria-expanded={line.line === "value" ? line.open : undefined}
          tabIndex={line.key === focusable ? 0 : -1}
          style={{ "--depth": String(line.depth) }}
          onClick={() => {
            setActive(line.key);
            activate(line);
          }}
          onKeyDown={(event) => press(event, line, index)}
        >
          {line.line === "more" ? <More rest={line.rest} /> : <Value line={line} />}
        </div>
      ))}
    </div>
  );
}

function keyLine(line: TreeLine): TreeKeyLine {
  return { depth: line.depth, open: line.line === "value" ? line.open : undefined };
}

function More({ rest }: { readonly rest: number }): JSX.Element {
  return (
    <span class="more">
      Show {count(Math.min(rest, PAGE_SIZE))} more of {count(rest)}
    </span>
  );
}

function Value({ line }: { readonly line: Extract<TreeLine, { line: "value" }> }): JSX.Element {
  const { name, kind, shown, size, open, depth } = line;
  return (
    <>
      <span class={`twisty ${open === undefined ? "leaf" : open ? "open" : ""}`} aria-hidden="true" />
      {depth === 0 ? null : (
        <span class="name">
          <bdi>{visibleExcerpt(name, LONGEST_NAME)}</bdi>:
        </span>
      )}
      {open === true ? <span class="size">{size}</span> : <bdi class={`value ${kind}`}>{shown}</bdi>}
    </>
  );
}
