import type { ComponentChildren, JSX } from "preact";
import type { Connection } from "../../store/connection.ts";
import { ConnectionHead } from "./connection-head.tsx";
import { currentConnection } from "./current-connection.ts";
import { NoConnection } from "./no-connection.tsx";
import { useLivePanel } from "./panel-context.ts";

/** A view about the current connection, drawn again whenever the store has changed; or what stands there while there is none. */
export function ConnectionView(props: {
  readonly children: (connection: Connection) => ComponentChildren;
}): JSX.Element {
  const connection = currentConnection(useLivePanel());
  if (!connection) return <NoConnection />;
  return (
    <div class="scroll">
      <ConnectionHead connection={connection} />
      {props.children(connection)}
    </div>
  );
}
