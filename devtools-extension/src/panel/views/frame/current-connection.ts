import type { Connection } from "../../store/connection.ts";
import type { PanelContext } from "./panel-context.ts";

/** The connection that views about one connection show: the chosen one, that of the selected packet, else the liveliest. */
export function currentConnection({ model, view }: PanelContext): Connection | undefined {
  const scope = view.scope.value;
  if (scope.kind === "connection") return model.connections.find(({ id }) => id === scope.id);
  const selected = view.selected.value;
  const ofRow = selected === undefined ? undefined : model.row(selected)?.connection;
  if (ofRow && (scope.kind === "all" || ofRow.document === scope.id)) return ofRow;
  let newest: Connection | undefined;
  for (const connection of model.connections) {
    if (scope.kind === "document" && connection.document !== scope.id) continue;
    if (newest === undefined || rank(connection) > rank(newest)) newest = connection;
  }
  return newest;
}

/** Living connections before ended ones, then the one with the newest traffic. */
function rank({ endedAt, lastAt }: Connection): number {
  return endedAt === undefined ? lastAt + 1e13 : lastAt;
}
