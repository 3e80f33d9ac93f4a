import type { JSX } from "preact";
import { JsonTree } from "../detail/json-tree.tsx";
import { useLivePanel } from "../frame/panel-context.ts";
import { duration } from "../text/format-time.ts";

/** The answer to an event that was sent from here, as soon as it comes. */
export function AckAnswer({ id }: { readonly id: number }): JSX.Element {
  const { model } = useLivePanel();
  const sent = model.rows.findLast(({ ackId, event }) => ackId === id && event !== undefined);
  const answer = sent?.pair;
  return (
    <section class="answer" aria-label="Acknowledgement">
      <h3>
        {answer
          ? `Acknowledged after ${duration(answer.latency ?? answer.at - (sent?.at ?? answer.at))}`
          : "Waiting for the acknowledgement…"}
      </h3>
      {answer ? <JsonTree key={id} label="Acknowledgement" value={model.detail(answer).data} /> : null}
    </section>
  );
}
