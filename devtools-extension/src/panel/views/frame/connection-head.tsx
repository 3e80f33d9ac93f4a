import type { JSX } from "preact";
import type { Connection } from "../../store/connection.ts";
import { STATE_WORDS, StateMark } from "../sidebar/state-mark.tsx";
import { connectionName } from "../sidebar/tree-nodes.ts";
import { visibleExcerpt } from "../text/visible-text.ts";

/** Which connection a view is about, and how it stands. */
export function ConnectionHead({ connection }: { readonly connection: Connection }): JSX.Element {
  const { state, reason, transport, protocol, realm, namespaces } = connection;
  return (
    <header class="connection-head">
      <StateMark state={state} />
      <h2>
        <bdi>{visibleExcerpt(connectionName(connection), 160)}</bdi>
      </h2>
      <span class="quiet">
        {STATE_WORDS[state]}
        {reason === undefined ? "" : ` (${visibleExcerpt(reason, 120)})`} · {transport} · Engine.IO {protocol}
        {realm === "window" ? "" : ` · ${realm}`}
        {[...namespaces.values()].slice(0, 8).map(({ name, state: joined }) => (
          <span key={name} class={`chip namespace ${joined}`} title={joined}>
            <bdi>{visibleExcerpt(name, 40)}</bdi>
            {joined === "connected" ? "" : ` ${joined}`}
          </span>
        ))}
      </span>
    </header>
  );
}
