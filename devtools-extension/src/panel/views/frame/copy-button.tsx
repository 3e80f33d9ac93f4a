import type { JSX } from "preact";
import { copyText } from "./copy-text.ts";
import { Icon } from "./icon.tsx";
import { usePanel } from "./panel-context.ts";

/** Puts a text into the clipboard and says so. */
export function CopyButton({ label, text }: { readonly label: string; readonly text: () => string }): JSX.Element {
  const { view } = usePanel();
  return (
    <button
      type="button"
      class="button copy"
      onClick={(event) => {
        const copied = copyText(text(), event.currentTarget);
        void copied.then((done) => (view.announcement.value = done ? "Copied." : "The browser refused the clipboard."));
      }}
    >
      <Icon name="copy" /> {label}
    </button>
  );
}
