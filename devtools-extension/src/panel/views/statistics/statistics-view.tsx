import type { JSX } from "preact";
import type { ClientInfo } from "../../store/connection.ts";
import type { EventCount, Statistics } from "../../store/statistics.ts";
import { Chart } from "../charts/chart.tsx";
import { Histogram } from "../charts/histogram.tsx";
import { ConnectionHead } from "../frame/connection-head.tsx";
import { usePanel } from "../frame/panel-context.ts";
import { TableHead } from "../frame/table-head.tsx";
import { Tile, Tiles } from "../frame/tile.tsx";
import { useNow } from "../frame/use-now.ts";
import { byteSize, count } from "../text/format-size.ts";
import { visibleExcerpt } from "../text/visible-text.ts";

const SECONDS = 120;
const MOST_EVENTS = 50;

const EVENT_COLUMNS = [
  { name: "Event" },
  { name: "Received", numeric: true },
  { name: "Sent", numeric: true },
  { name: "Bytes", numeric: true },
];

/** Rates, latencies and queue depth of the chosen connection, or of all. */
export function StatisticsView(): JSX.Element {
  const { model, view, status } = usePanel();
  const now = useNow(1000);
  const scope = view.scope.value;
  const connection = scope.kind === "connection" ? model.connections.find(({ id }) => id === scope.id) : undefined;
  const client = connection?.client ?? (model.clients.length === 1 ? model.clients[0] : undefined);
  const statistics: Statistics = connection?.statistics ?? model.statistics;
  const end = status.value === "recording" ? (model.rows.at(-1)?.at ?? now) : now;
  const seconds = statistics.seconds(end, SECONDS);
  const times = seconds.map(({ time }) => time);
  return (
    <div class="scroll">
      {connection ? <ConnectionHead connection={connection} /> : null}
      <Tiles label="Totals">
        <Tile name="Received" value={count(statistics.messagesIn)} />
        <Tile name="Sent" value={count(statistics.messagesOut)} />
        <Tile name="Bytes received" value={byteSize(statistics.bytesIn)} />
        <Tile name="Bytes sent" value={byteSize(statistics.bytesOut)} />
        <Tile name="Waiting for an ack" value={count(statistics.waiting)} />
        <Tile name="Acknowledged" value={count(statistics.latencyCount)} />
      </Tiles>
      <div class="charts">
        <Chart
          title="Messages per second"
          unit="messages"
          times={times}
          series={[
            { name: "received", tone: "in", values: seconds.map(({ messagesIn }) => messagesIn) },
            { name: "sent", tone: "out", values: seconds.map(({ messagesOut }) => messagesOut) },
          ]}
          format={whole}
        />
        <Chart
          title="Bytes per second"
          unit="bytes"
          times={times}
          series={[
            { name: "received", tone: "in", values: seconds.map(({ bytesIn }) => bytesIn) },
            { name: "sent", tone: "out", values: seconds.map(({ bytesOut }) => bytesOut) },
          ]}
          format={byteSize}
        />
        <Chart
          title="Queue: unanswered events"
          unit="events"
          times={times}
          series={[{ name: "waiting", tone: "plain", values: seconds.map(({ waiting }) => waiting) }]}
          format={whole}
        />
        {client && client.queue.length > 0 ? <QueueChart client={client} now={end} /> : null}
        <Histogram buckets={statistics.latencies} />
      </div>
      <Events events={statistics.events().slice(0, MOST_EVENTS)} />
    </div>
  );
}

/** What waited in the client itself, which no wire shows. */
function QueueChart({ client, now }: { readonly client: ClientInfo; readonly now: number }): JSX.Element {
  const samples = client.queue.filter(({ at }) => at > now - SECONDS * 1000);
  const last = client.queue.at(-1);
  const shown = last ? [...samples, { at: Math.max(now, last.at), depth: last.depth }] : samples;
  return (
    <Chart
      title="Queue: waiting in the client"
      unit="packets and events"
      times={shown.map(({ at }) => at / 1000)}
      series={[{ name: "waiting", tone: "plain", values: shown.map(({ depth }) => depth), points: true }]}
      format={whole}
    />
  );
}

function Events({ events }: { readonly events: readonly EventCount[] }): JSX.Element | null {
  if (events.length === 0) return null;
  return (
    <table class="table" aria-label="Events">
      <TableHead columns={EVENT_COLUMNS} />
      <tbody>
        {events.map((event) => (
          <tr key={event.name}>
            <th scope="row">
              <bdi>{visibleExcerpt(event.name, 120)}</bdi>
            </th>
            <td class="numeric">{count(event.in)}</td>
            <td class="numeric">{count(event.out)}</td>
            <td class="numeric">{byteSize(event.bytes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function whole(value: number): string {
  return Number.isInteger(value) ? count(value) : "";
}
