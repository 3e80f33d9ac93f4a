import type { JSX } from "preact";
import type { LatencyBucket } from "../../store/statistics.ts";
import { count } from "../text/format-size.ts";
import { duration } from "../text/format-time.ts";

const HEIGHT = 96;
const COLUMN = 40;

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
      <svg
        class="histogram"
        role="img"
        aria-label={spoken === "" ? "No acknowledgement yet" : `Acknowledgements: ${spoken}`}
        viewBox={`0 0 ${buckets.length * COLUMN} ${HEIGHT + 34}`}
        preserveAspectRatio="xMinYMin meet"
      >
        {buckets.map((bucket, index) => {
          const height = (bucket.count / most) * HEIGHT;
          const middle = (index + 0.5) * COLUMN;
          return (
            <g key={bucket.below}>
              <rect x={index * COLUMN + 3} y={HEIGHT + 14 - height} width={COLUMN - 6} height={height} rx={2} />
              {bucket.count > 0 ? (
                <text x={middle} y={HEIGHT + 10 - height}>
                  {count(bucket.count)}
                </text>
              ) : null}
              <text class="quiet" x={middle} y={HEIGHT + 28}>
                {Number.isFinite(bucket.below) ? `<${duration(bucket.below).replace(" ", "")}` : "more"}
              </text>
            </g>
          );
        })}
      </svg>
    </figure>
  );
}

function below(bucket: LatencyBucket): string {
  return Number.isFinite(bucket.below) ? `below ${duration(bucket.below)}` : "longer";
}
