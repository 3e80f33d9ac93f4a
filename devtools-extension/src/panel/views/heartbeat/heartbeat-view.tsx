import type { JSX } from "preact";
import { type Beat, heartbeatHealth, type Heartbeats, LATE } from "../../store/heartbeats.ts";
import { Chart } from "../charts/chart.tsx";
import { ConnectionView } from "../frame/connection-view.tsx";
import { usePanel } from "../frame/panel-context.ts";
import { TableHead } from "../frame/table-head.tsx";
import { Tile, Tiles } from "../frame/tile.tsx";
import { useNow } from "../frame/use-now.ts";
import { count } from "../text/format-size.ts";
import { clockTime, duration } from "../text/format-time.ts";

const SHOWN = 100;

const BEAT_COLUMNS = [
  { name: "Ping" },
  { name: "Time", numeric: true },
  { name: "Answered after", numeric: true },
  { name: "Round trip", numeric: true },
  { name: "Late by", numeric: true },
];

/** Pings and their answers: how long each took, which were missed, and when the peer will count as gone. */
export function HeartbeatView(): JSX.Element {
  const { status } = usePanel();
  const now = useNow(250);
  return (
    <ConnectionView>
      {({ heartbeats, endedAt }) => (
        <Health heartbeats={heartbeats} ended={endedAt !== undefined || status.value === "recording"} now={now} />
      )}
    </ConnectionView>
  );
}

function Health(props: {
  readonly heartbeats: Heartbeats;
  readonly ended: boolean;
  readonly now: number;
}): JSX.Element {
  const { heartbeats, ended, now } = props;
  const last = heartbeats.beats.at(-1);
  return (
    <>
      <Tiles label="Heartbeats">
        <Tile name="Interval" value={optional(heartbeats.interval)} />
        <Tile name="Timeout" value={optional(heartbeats.timeout)} />
        <Tile name="Beats" value={count(heartbeats.count)} />
        <Tile name="Missed" value={count(heartbeats.missed)} tone={heartbeats.missed > 0 ? "problem" : undefined} />
        <Tile name={last?.direction === "out" ? "Round trip" : "Answered in"} value={optional(last && tookOf(last))} />
        {ended ? null : <Deadline heartbeats={heartbeats} now={now} />}
      </Tiles>
      {heartbeats.beats.length === 0 ? (
        <div class="empty">
          <p class="lead">No heartbeat yet.</p>
          <p>
            {heartbeats.interval === undefined
              ? "The handshake, which tells the interval, has not been seen."
              : `The first is due ${duration(heartbeats.interval)} after the connection opened.`}
          </p>
        </div>
      ) : (
        <Beats beats={heartbeats.beats} />
      )}
    </>
  );
}

function Deadline({ heartbeats, now }: { readonly heartbeats: Heartbeats; readonly now: number }): JSX.Element | null {
  const { state, remaining } = heartbeatHealth(heartbeats, now);
  if (remaining === undefined) return null;
  const whole = (heartbeats.interval ?? 0) + (heartbeats.timeout ?? 0);
  return (
    <div class={`tile deadline ${state}`}>
      <dt>Deadline</dt>
      <dd>
        {state === "expired" ? "passed" : `in ${duration(Math.max(0, remaining))}`}
        <meter
          min={0}
          max={Math.max(1, whole)}
          value={Math.max(0, remaining)}
          aria-label={`Time until the peer counts as gone: ${state}`}
        />
      </dd>
    </div>
  );
}

function Beats({ beats }: { readonly beats: readonly Beat[] }): JSX.Element {
  return (
    <>
      <Chart
        title="Time to the answer"
        unit="milliseconds"
        times={beats.map(({ at }) => at / 1000)}
        series={[{ name: "milliseconds", tone: "in", values: beats.map((beat) => tookOf(beat) ?? null), points: true }]}
        format={duration}
      />
      <table class="table" aria-label="Heartbeats">
        <TableHead columns={BEAT_COLUMNS} />
        <tbody>
          {beats
            .slice(-SHOWN)
            .toReversed()
            .map((beat) => (
              <BeatLine key={beat.at} beat={beat} />
            ))}
        </tbody>
      </table>
    </>
  );
}

function BeatLine({ beat }: { readonly beat: Beat }): JSX.Element {
  const { at, direction, answeredAt, roundTrip, late } = beat;
  return (
    <tr class={answeredAt === undefined ? "waiting" : late > LATE ? "late" : ""}>
      <td>{direction === "in" ? "from the server" : "from the page"}</td>
      <td class="numeric">{clockTime(at)}</td>
      <td class="numeric">{answeredAt === undefined ? "no answer yet" : optional(tookOf(beat))}</td>
      <td class="numeric">{optional(roundTrip)}</td>
      <td class="numeric">{late > 0 ? duration(late) : ""}</td>
    </tr>
  );
}

function tookOf({ response, roundTrip, at, answeredAt }: Beat): number | undefined {
  return roundTrip ?? response ?? (answeredAt === undefined ? undefined : answeredAt - at);
}

function optional(milliseconds: number | undefined): string {
  return milliseconds === undefined ? "–" : duration(milliseconds);
}
