import type { JSX } from "preact";
import { usePanel } from "../frame/panel-context.ts";
import { Icon } from "../frame/icon.tsx";

/** The search over payloads, as text or as a regular expression, with the error of one that cannot be used. */
export function SearchBox(): JSX.Element {
  const { view } = usePanel();
  const error = view.searchError.value;
  return (
    <div class={`search ${error === undefined ? "" : "wrong"}`}>
      <Icon name="search" />
      <input
        type="search"
        class="search-field"
        aria-label="Search packets"
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : "search-error"}
        aria-keyshortcuts="Control+F"
        placeholder="Search"
        spellcheck={false}
        autocomplete="off"
        value={view.search.value}
        onInput={(event) => (view.search.value = event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || view.search.value === "") return;
          event.stopPropagation();
          view.search.value = "";
        }}
      />
      <Toggle label="Match case" text="Aa" signal={view.matchCase} />
      <Toggle label="Use regular expression" text=".*" signal={view.regex} />
      {error === undefined ? null : (
        <span class="search-error" id="search-error" role="alert">
          {error}
        </span>
      )}
    </div>
  );
}

function Toggle(props: {
  readonly label: string;
  readonly text: string;
  readonly signal: { value: boolean };
}): JSX.Element {
  const { label, text, signal } = props;
  return (
    <button
      type="button"
      class="toggle"
      aria-label={label}
      title={label}
      aria-pressed={signal.value}
      onClick={() => (signal.value = !signal.value)}
    >
      {text}
    </button>
  );
}
