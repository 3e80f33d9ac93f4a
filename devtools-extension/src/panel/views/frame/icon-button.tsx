import type { JSX } from "preact";
import { Icon, type IconName } from "./icon.tsx";

/** A button of a toolbar: an icon with a name for everybody who does not see it, or points at it. */
export function IconButton(props: {
  readonly icon: IconName;
  readonly label: string;
  /** A key that does the same. */
  readonly shortcut?: string;
  /** For a switch: whether it is on. */
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  /** Words shown beside the icon. */
  readonly text?: string;
  readonly onPress: () => void;
}): JSX.Element {
  const { icon, label, shortcut, pressed, disabled, text, onPress } = props;
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      aria-pressed={pressed}
      aria-keyshortcuts={shortcut}
      title={shortcut ? `${label} (${shortcut})` : label}
      disabled={disabled}
      onClick={onPress}
    >
      <Icon name={icon} filled={pressed === true && icon === "bookmark"} />
      {text ? <span>{text}</span> : null}
    </button>
  );
}
