import type { JSX } from "preact";
import type { SessionState } from "../../store/connection.ts";

/** What each state of a session is called. */
export const STATE_WORDS: Readonly<Record<SessionState, string>> = {
  connecting: "connecting",
  open: "open",
  upgrading: "upgrading to another transport",
  waiting: "waiting to reconnect",
  failed: "failed",
  closed: "closed",
};

/** A session's state as a mark that differs in shape as well as in colour. */
export function StateMark({ state }: { readonly state: SessionState }): JSX.Element {
  return (
    <svg
      class={`state state-${state}`}
      viewBox="0 0 12 12"
      width="12"
      height="12"
      role="img"
      aria-label={STATE_WORDS[state]}
    >
      {SHAPES[state]}
    </svg>
  );
}

const SHAPES: Readonly<Record<SessionState, JSX.Element>> = {
  connecting: <circle cx="6" cy="6" r="3.8" fill="none" stroke-dasharray="3 2" />,
  open: <circle cx="6" cy="6" r="4.3" class="filled" />,
  upgrading: <path d="M6 1.5l4 4.5H7.5v4.5h-3V6H2z" class="filled" />,
  waiting: <path d="M3 2h6M3 10h6M3.5 2c0 4 5 4 5 8M8.5 2c0 4-5 4-5 8" fill="none" />,
  failed: <path d="M2.5 2.5l7 7M9.5 2.5l-7 7" fill="none" />,
  closed: <path d="M2.5 2.5h7v7h-7z" fill="none" />,
};
