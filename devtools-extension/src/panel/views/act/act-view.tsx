import type { JSX } from "preact";
import { ConnectionHead } from "../frame/connection-head.tsx";
import { currentConnection } from "../frame/current-connection.ts";
import { NoConnection } from "../frame/no-connection.tsx";
import { useLivePanel } from "../frame/panel-context.ts";
import { ConnectionControls } from "./connection-controls.tsx";
import { EmitForm } from "./emit-form.tsx";
import { FaultForm } from "./fault-form.tsx";

/** Acts on the page: sends and delivers events, cuts connections, simulates faults. */
export function ActView(): JSX.Element {
  const panel = useLivePanel();
  const connection = currentConnection(panel);
  return (
    <div class="scroll act">
      {connection ? (
        <section>
          <ConnectionHead connection={connection} />
          <ConnectionControls connection={connection} />
          <EmitForm connection={connection} />
        </section>
      ) : (
        <NoConnection />
      )}
      <FaultForm />
    </div>
  );
}
