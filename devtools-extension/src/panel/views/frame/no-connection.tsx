import type { JSX } from "preact";

/** What stands where a connection would be shown. */
export function NoConnection(): JSX.Element {
  return (
    <div class="empty">
      <p class="lead">No Socket.IO or Engine.IO connection seen yet.</p>
      <p>This view shows the connection that is chosen on the left, or else the one with the newest traffic.</p>
    </div>
  );
}
