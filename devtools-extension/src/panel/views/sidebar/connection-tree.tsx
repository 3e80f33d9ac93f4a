import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Hint } from "../../store/hint.ts";
import { useLivePanel } from "../frame/panel-context.ts";
import { treeKey } from "../frame/tree-key.ts";
import type { Scope } from "../frame/view-state.ts";
import { count, counted } from "../text/format-size.ts";
import { visibleExcerpt } from "../text/visible-text.ts";
import { StateMark } from "./state-mark.tsx";
import { treeNodes, type TreeNode } from "./tree-nodes.ts";

/** Connections by frame and worker, with their state; choosing one shows its packets alone. */
export function ConnectionTree({ hints }: { readonly hints: readonly Hint[] }): JSX.Element {
  const { model, view } = useLivePanel();
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState("all");
  const tree = useRef<HTMLDivElement>(null);
  const nodes = treeNodes(model.documents, closed);
  const scope = view.scope.value;
  const focusable = nodes.some(({ id }) => id === active) ? active : "all";

  const fold = (node: TreeNode, open: boolean): void => {
    if (node.open === undefined || node.open === open) return;
    const changed = new Set(closed);
    if (open) changed.delete(node.id);
    else changed.add(node.id);
    setClosed(changed);
  };
  const choose = (node: TreeNode): void => {
    setActive(node.id);
    if (node.scope) view.scope.value = node.scope;
    else fold(node, node.open !== true);
  };
  const press = (event: KeyboardEvent, node: TreeNode, index: number): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = treeKey(
      event.key,
      nodes.map(({ level, open }) => ({ depth: level, open })),
      index,
    );
    if (!action) return;
    event.preventDefault();
    if (action.do === "use") return choose(node);
    if (action.do === "turn") return fold(node, action.open);
    const line = tree.current?.children[action.index];
    setActive(nodes[action.index]?.id ?? active);
    if (line instanceof HTMLElement) line.focus();
  };
  return (
    <div class="tree" role="tree" aria-label="Connections" ref={tree}>
      {nodes.map((node, index) => (
        <Line
          key={node.id}
          node={node}
          hints={hints}
          total={model.rows.length}
          chosen={sameScope(node.scope, scope)}
          focusable={node.id === focusable}
          onChoose={() => choose(node)}
          onFold={() => fold(node, node.open !== true)}
          onPress={(event) => press(event, node, index)}
        />
      ))}
    </div>
  );
}

function Line(props: {
  readonly node: TreeNode;
  readonly hints: readonly Hint[];
  readonly total: number;
  readonly chosen: boolean;
  readonly focusable: boolean;
  readonly onChoose: () => void;
  readonly onFold: () => void;
  readonly onPress: (event: KeyboardEvent) => void;
}): JSX.Element {
  const { node, hints, total, chosen, focusable, onChoose, onFold, onPress } = props;
  return (
    <div
      class={`node ${node.kind} ${node.past ? "past" : ""}`}
      role="treeitem"
      aria-level={node.level}
      aria-expanded={node.open}
      aria-selected={chosen}
      tabIndex={focusable ? 0 : -1}
      title={visibleExcerpt(node.title, 500)}
      style={{ "--level": String(node.level) }}
      onClick={onChoose}
      onKeyDown={onPress}
    >
      <Twisty node={node} onFold={onFold} />
      {node.connection ? <StateMark state={node.connection.state} /> : null}
      <bdi class="label">{visibleExcerpt(node.label, 120)}</bdi>
      <Badges node={node} hints={hints} total={total} />
    </div>
  );
}

function Twisty({ node, onFold }: { readonly node: TreeNode; readonly onFold: () => void }): JSX.Element {
  return (
    <span
      class={`twisty ${node.open === undefined ? "leaf" : node.open ? "open" : ""}`}
      aria-hidden="true"
      onClick={(event) => {
        if (node.open === undefined) return;
        event.stopPropagation();
        onFold();
      }}
    />
  );
}

function Badges(props: {
  readonly node: TreeNode;
  readonly hints: readonly Hint[];
  readonly total: number;
}): JSX.Element {
  const { node, hints, total } = props;
  const { connection, kind } = node;
  if (kind === "all") return <span class="amount">{count(total)}</span>;
  if (!connection) return <></>;
  const problems = hints.filter((hint) => hint.connection === connection.id && hint.severity !== "info").length;
  return (
    <>
      {problems > 0 ? (
        <span
          class="chip problem"
          title={counted(problems, "problem")}
          aria-label={counted(problems, "problem")}
          role="img"
        >
          {problems}
        </span>
      ) : null}
      {connection.protocol === 3 ? (
        <span class="chip" title="Engine.IO 3, of Socket.IO 1 and 2">
          eio3
        </span>
      ) : null}
      <span class="transport">{connection.transport === "websocket" ? "ws" : connection.transport}</span>
      <span class="amount">{count(connection.rows)}</span>
    </>
  );
}

function sameScope(one: Scope | undefined, other: Scope): boolean {
  if (one?.kind !== other.kind) return false;
  return one.kind === "all" || (other.kind !== "all" && one.id === other.id);
}
