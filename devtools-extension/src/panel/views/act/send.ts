import type { Command } from "../../../bridge/command.ts";
import type { Composed } from "../../store/compose.ts";
import type { PanelContext } from "../frame/panel-context.ts";

/** Sends what was composed, and says in the status line how it ended; answers whether it was done. */
export async function send(panel: PanelContext, composed: Composed, done: string): Promise<boolean> {
  if (!composed.ok) {
    panel.view.announcement.value = composed.message;
    return false;
  }
  return command(panel, composed.document, composed.command, done);
}

/** Asks the tap of a document, and says in the status line how it ended. */
export async function command(panel: PanelContext, document: string, asked: Command, done: string): Promise<boolean> {
  const result = await panel.source.send(document, asked);
  panel.view.announcement.value = result.ok ? done : result.message;
  return result.ok;
}
