import type { JSX } from "preact";

/** A bar between two panes, moved with the pointer or the arrow keys. */
export function Splitter(props: {
  readonly label: string;
  /** Whether the bar stands upright, between left and right. */
  readonly upright: boolean;
  /** Percent or pixels, told to screen readers. */
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly class?: string;
  /** So many pixels to the right or down. */
  readonly onMove: (pixels: number) => void;
}): JSX.Element {
  const { label, upright, value, least, most, onMove } = props;
  const follow = (down: PointerEvent): void => {
    const bar = down.currentTarget;
    if (!(bar instanceof HTMLElement)) return;
    let last = upright ? down.clientX : down.clientY;
    bar.setPointerCapture(down.pointerId);
    const move = (event: PointerEvent): void => {
      const next = upright ? event.clientX : event.clientY;
      onMove(next - last);
      last = next;
    };
    const end = (): void => {
      bar.removeEventListener("pointermove", move);
      bar.removeEventListener("pointerup", end);
      bar.removeEventListener("pointercancel", end);
    };
    bar.addEventListener("pointermove", move);
    bar.addEventListener("pointerup", end);
    bar.addEventListener("pointercancel", end);
    down.preventDefault();
  };
  const press = (event: KeyboardEvent): void => {
    const step = stepOf(event.key, upright);
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    onMove(event.shiftKey ? step * 4 : step);
  };
  return (
    <div
      class={`splitter ${upright ? "upright" : "level"} ${props.class ?? ""}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={upright ? "vertical" : "horizontal"}
      aria-valuenow={Math.round(value)}
      aria-valuemin={least}
      aria-valuemax={most}
      onPointerDown={follow}
      onKeyDown={press}
    />
  );
}

const STEP = 8;

function stepOf(key: string, upright: boolean): number {
  if (key === (upright ? "ArrowLeft" : "ArrowUp")) return -STEP;
  if (key === (upright ? "ArrowRight" : "ArrowDown")) return STEP;
  return 0;
}
