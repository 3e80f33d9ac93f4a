import type { JSX } from "preact";
import type { Attempt, Outage, Reconnection } from "../../store/reconnection.ts";
import { ConnectionView } from "../frame/connection-view.tsx";
import { TableHead } from "../frame/table-head.tsx";
import { useNow } from "../frame/use-now.ts";
import { count, counted } from "../text/format-size.ts";
import { clockTime, duration } from "../text/format-time.ts";
import { visibleExcerpt } from "../text/visible-text.ts";
import { outageLayout } from "./outage-layout.ts";

const SHOWN = 50;

const ATTEMPT_COLUMNS = [
  { name: "Attempt", numeric: true },
  { name: "Time", numeric: true },
  { name: "After waiting", numeric: true },
  { name: "Took", numeric: true },
  { name: "Outcome" },
];

/** When the connection was lost, why, how often coming back was tried, and how it ended. */
export function ReconnectView(): JSX.Element {
  const now = useNow(500);
  return <ConnectionView>{({ reconnection }) => <Outages reconnection={reconnection} now={now} />}</ConnectionView>;
}

function Outages(props: { readonly reconnection: Reconnection; readonly now: number }): JSX.Element {
  const { outages, count: total } = props.reconnection;
  return (
    <>
      {outages.length === 0 ? (
        <div class="empty">
          <p class="lead">The connection has never been lost.</p>
          <p>Each outage will stand here with its reason, its attempts and their delays.</p>
        </div>
      ) : (
        <ol class="outages" aria-label="Outages" reversed>
          {outages
            .slice(-SHOWN)
            .toReversed()
            .map((outage) => (
              <li key={outage.at}>
                <OutageCard outage={outage} now={props.now} />
              </li>
            ))}
        </ol>
      )}
      {total > SHOWN ? (
        <p class="quiet">{count(total - Math.min(SHOWN, outages.length))} older ones are not shown.</p>
      ) : null}
    </>
  );
}

function OutageCard({ outage, now }: { readonly outage: Outage; readonly now: number }): JSX.Element {
  const { at, reason, attempts, endedAt, before, after } = outage;
  return (
    <article class={`outage ${endedAt === undefined ? "open" : "over"}`}>
      <header>
        <time>{clockTime(at)}</time>
        <strong>{visibleExcerpt(reason, 200)}</strong>
        <span class="quiet">{ending(outage, now)}</span>
      </header>
      <div
        class="outage-bar"
        role="img"
        aria-label={`${counted(attempts.length, "attempt")} in ${duration((endedAt ?? now) - at)}`}
      >
        {outageLayout(outage, now).map(({ kind, start, width }) => (
          <span key={start} class={kind} style={{ left: `${start}%`, width: `${width}%` }} />
        ))}
      </div>
      {attempts.length === 0 ? null : (
        <table class="table" aria-label={`Attempts after ${clockTime(at)}`}>
          <TableHead columns={ATTEMPT_COLUMNS} />
          <tbody>
            {attempts.map((attempt) => (
              <AttemptLine key={attempt.number} attempt={attempt} />
            ))}
          </tbody>
        </table>
      )}
      {before !== undefined && after !== undefined ? (
        <p class="quiet">
          Session {visibleExcerpt(before, 40)} → {visibleExcerpt(after, 40)}
        </p>
      ) : null}
    </article>
  );
}

function AttemptLine({ attempt }: { readonly attempt: Attempt }): JSX.Element {
  const { number, at, delay, endedAt, succeeded, reason } = attempt;
  return (
    <tr class={succeeded === undefined ? "" : succeeded ? "succeeded" : "failed"}>
      <td class="numeric">{number}</td>
      <td class="numeric">{clockTime(at)}</td>
      <td class="numeric">{delay === undefined ? "–" : duration(delay)}</td>
      <td class="numeric">{endedAt === undefined ? "–" : duration(endedAt - at)}</td>
      <td>
        {succeeded === undefined
          ? "under way"
          : succeeded
            ? "✓ connected"
            : `✕ ${visibleExcerpt(reason ?? "failed", 200)}`}
      </td>
    </tr>
  );
}

function ending({ at, attempts, endedAt, recovered }: Outage, now: number): string {
  const tries = counted(attempts.length, "attempt");
  if (endedAt === undefined) return `not back yet, ${duration(now - at)}, ${tries}`;
  const session = recovered === undefined ? "" : recovered ? ", session recovered" : ", new session";
  return `back after ${duration(endedAt - at)}, ${tries}${session}`;
}
