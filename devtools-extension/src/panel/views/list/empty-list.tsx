import type { JSX } from "preact";
import { useLivePanel } from "../frame/panel-context.ts";
import { showEverything } from "../filter/apply-filter.ts";
import { count } from "../text/format-size.ts";

/** What stands where packets would: why there are none, and what to do. */
export function EmptyList(): JSX.Element {
  const panel = useLivePanel();
  const { model, status } = panel;
  if (model.rows.length > 0)
    return (
      <div class="empty">
        <p class="lead">No packet passes the filter.</p>
        <p>{count(model.rows.length)} are hidden by it.</p>
        <button type="button" class="button" onClick={() => showEverything(panel)}>
          Show all packets
        </button>
      </div>
    );
  if (status.value === "recording")
    return (
      <div class="empty">
        <p class="lead">{panel.name === undefined ? "No recording is open." : "This recording holds no packets."}</p>
        <p>Import a recording (.rtlog) or a HAR file, or drop it here.</p>
      </div>
    );
  return (
    <div class="empty">
      <p class="lead">No Socket.IO or Engine.IO connection seen yet.</p>
      <p>
        Packets appear here as soon as this page, one of its frames, or a worker with the Upwire SDK connects. If a
        connection was opened before the tap was there, reload the page.
      </p>
    </div>
  );
}
