import type { ComponentChildren, JSX } from "preact";
import { useRef } from "preact/hooks";

/** A tab: what it is called inside, what it is called outside, and a badge. */
export interface TabItem<Id extends string> {
  readonly id: Id;
  readonly label: string;
  readonly badge?: ComponentChildren;
}

/** Tabs with the keyboard of tabs: arrows move, Home and End jump. */
export function TabBar<Id extends string>(props: {
  readonly label: string;
  /** The id of the panel that they switch. */
  readonly controls: string;
  readonly items: readonly TabItem<Id>[];
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
}): JSX.Element {
  const { label, controls, items, chosen, onChoose } = props;
  const bar = useRef<HTMLDivElement>(null);
  const press = (event: KeyboardEvent): void => {
    const at = items.findIndex(({ id }) => id === chosen);
    const next = items[neighbour(event.key, at, items.length)];
    if (!next || next.id === chosen) return;
    event.preventDefault();
    onChoose(next.id);
    const button = [...(bar.current?.children ?? [])][items.indexOf(next)];
    if (button instanceof HTMLElement) button.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} ref={bar} onKeyDown={press}>
      {items.map(({ id, label: name, badge }) => (
        <button
          key={id}
          type="button"
          class="tab"
          role="tab"
          id={`${controls}-${id}`}
          aria-selected={id === chosen}
          aria-controls={controls}
          tabIndex={id === chosen ? 0 : -1}
          onClick={() => onChoose(id)}
        >
          {name}
          {badge}
        </button>
      ))}
    </div>
  );
}

function neighbour(key: string, at: number, length: number): number {
  if (key === "ArrowRight") return (at + 1) % length;
  if (key === "ArrowLeft") return (at + length - 1) % length;
  if (key === "Home") return 0;
  return key === "End" ? length - 1 : at;
}
