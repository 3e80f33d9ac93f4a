import type { ComponentChildren, JSX } from "preact";

/** Numbers side by side. */
export function Tiles({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <dl class="tiles" aria-label={label}>
      {children}
    </dl>
  );
}

/** A number with its name. */
export function Tile(props: {
  readonly name: string;
  readonly value: string;
  readonly tone?: "problem" | undefined;
}): JSX.Element {
  const { name, value, tone } = props;
  return (
    <div class={`tile ${tone ?? ""}`}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
