import type { JSX } from "preact";
import { useRef } from "preact/hooks";

/** A value to choose, and what it is called. */
export interface Option<Value> {
  readonly value: Value;
  readonly label: string;
}

/** Any number of values behind a button: nothing chosen means all. */
export function Choices<Value extends string | number>(props: {
  readonly label: string;
  readonly chosen: readonly Value[] | undefined;
  readonly options: readonly Option<Value>[];
  readonly onChange: (chosen: readonly Value[] | undefined) => void;
}): JSX.Element {
  const { label, chosen = [], options, onChange } = props;
  const box = useRef<HTMLDetailsElement>(null);
  const turn = (value: Value, on: boolean): void => {
    const next = on ? [...chosen, value] : chosen.filter((other) => other !== value);
    onChange(next.length === 0 ? undefined : next);
  };
  return (
    <details
      class={`choices ${chosen.length > 0 ? "active" : ""}`}
      ref={box}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !box.current?.open) return;
        event.stopPropagation();
        box.current.open = false;
        box.current.querySelector("summary")?.focus();
      }}
      onFocusOut={(event) => {
        const next = event.relatedTarget;
        if (box.current && next instanceof Node && !box.current.contains(next)) box.current.open = false;
      }}
    >
      <summary class="button">
        {label}
        {chosen.length > 0 ? <span class="chip">{chosen.length}</span> : null}
      </summary>
      <div class="menu" role="group" aria-label={label}>
        {options.length === 0 ? <span class="quiet">none seen yet</span> : null}
        {options.map(({ value, label: name }) => (
          <label key={value} class="check">
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={(event) => turn(value, event.currentTarget.checked)}
            />
            <bdi>{name}</bdi>
          </label>
        ))}
      </div>
    </details>
  );
}

/** One value or any. */
export function Choice<Value extends string>(props: {
  readonly label: string;
  readonly value: Value | undefined;
  readonly options: readonly Option<Value>[];
  readonly onChange: (value: Value | undefined) => void;
}): JSX.Element {
  const { label, value, options, onChange } = props;
  return (
    <label class={`choice ${value === undefined ? "" : "active"}`}>
      <select
        aria-label={label}
        value={value ?? ""}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          onChange(options.find((option) => option.value === chosen)?.value);
        }}
      >
        <option value="">{label}: any</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}
