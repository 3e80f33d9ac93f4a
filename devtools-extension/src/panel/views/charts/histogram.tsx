import type { JSX } from "preact";
import type { LatencyBucket } from "../../store/statistics.ts";
import { count } from "../text/format-size.ts";
import { duration } from "../text/format-time.ts";

/** How often acknowledgements took how long. */
export function Histogram({ buckets }: { readonly buckets: readonly LatencyBucket[] }): JSX.Element {
  const most = buckets.reduce((highest, bucket) => Math.max(highest, bucket.count), 1);
  const spoken = buckets
    .filter((bucket) => bucket.count > 0)
    .map((bucket) => `${count(bucket.count)} ${below(bucket)}`)
    .join(", ");
  return (
    <figure class="chart">
      <figcaption>Time to the acknowledgement</figcaption>
      <div
        class="histogram"
        role="img"
        aria-label={spoken === "" ? "No acknowledgement yet" : `Acknowledgements: ${spoken}`}
      >
        {buckets.map((bucket) => (
          <div key={bucket.below} class="column" title={`${count(bucket.count)} ${below(bucket)}`}>
            <span class="amount">{bucket.count > 0 ? count(bucket.count) : ""}</span>
            <span class="stick" style={{ height: `${(bucket.count / most) * 84}px` }} />
            <span class="end">{Number.isFinite(bucket.below) ? short(bucket.below) : "∞"}</span>
          </div>
        ))}
      </div>
    </figure>
  );
}

function below(bucket: LatencyBucket): string {
  return Number.isFinite(bucket.below) ? `below ${duration(bucket.below)}` : "longer";
}

function short(milliseconds: number): string {
  return milliseconds < 1000 ? String(milliseconds) : `${milliseconds / 1000} s`;
}
