import type { JSX } from "preact";
import type { Hint } from "../../store/hint.ts";
import { usePanel } from "../frame/panel-context.ts";
import { connectionName } from "../sidebar/tree-nodes.ts";
import { count } from "../text/format-size.ts";
import { clockTime } from "../text/format-time.ts";
import { visibleExcerpt, visibleText } from "../text/visible-text.ts";

/** Problems found in the traffic, each with what it means and what to do about it. */
export function HintList({ hints }: { readonly hints: readonly Hint[] }): JSX.Element {
  if (hints.length === 0)
    return (
      <div class="empty">
        <p class="lead">No problem found.</p>
        <p>
          Looked for: connections stuck on polling, CORS refusals, lost sticky sessions, messages that are too large,
          floods of events, missed heartbeats, reconnect loops, wrong paths and versions, refusals.
        </p>
      </div>
    );
  return (
    <ul class="hints scroll" aria-label="Problems">
      {hints.map((hint) => (
        <li key={`${hint.code} ${hint.document} ${hint.connection ?? ""}`}>
          <HintCard hint={hint} />
        </li>
      ))}
    </ul>
  );
}

const SIGNS = { error: "✕", warning: "!", info: "i" } as const;

function HintCard({ hint }: { readonly hint: Hint }): JSX.Element {
  const { model, view } = usePanel();
  const { severity, title, explanation, advice, evidence, count: times, lastAt } = hint;
  const connection = model.connections.find(({ id }) => id === hint.connection);
  const shown = evidence.findLast((number) => model.row(number) !== undefined);
  return (
    <article class={`hint ${severity}`}>
      <span class="sign" role="img" aria-label={severity}>
        {SIGNS[severity]}
      </span>
      <div>
        <h3>{visibleText(title)}</h3>
        <p>{visibleExcerpt(explanation, 1000)}</p>
        <p class="advice">{visibleText(advice)}</p>
        <p class="quiet">
          {connection ? `${visibleExcerpt(connectionName(connection), 100)} · ` : ""}
          seen {count(times)} {times === 1 ? "time" : "times"}, last at {clockTime(lastAt)}
          {shown === undefined ? null : (
            <>
              {" · "}
              <button
                type="button"
                class="link"
                onClick={() => {
                  view.selected.value = shown;
                  view.tab.value = "packets";
                }}
              >
                Show the packet
              </button>
            </>
          )}
        </p>
      </div>
    </article>
  );
}
