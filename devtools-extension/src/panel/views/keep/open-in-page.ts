import { writeRecording } from "../../../recording/write-recording.ts";
import type { PanelContext } from "../frame/panel-context.ts";
import { fileName } from "./download.ts";

/** Opens what was recorded in a page of its own; what an export would take out is taken out here too. */
export async function openInPage({ model, view, openPage }: PanelContext): Promise<void> {
  const now = new Date();
  const redact = view.redact.value;
  view.announcement.value = "Opening a page…";
  try {
    const recording = await writeRecording(model.log, { redact, now });
    await openPage?.(new File([recording], fileName(now, "rtlog")));
    view.announcement.value = `Opened in a page${redact ? ", without secrets" : ", with its secrets"}.`;
  } catch (error) {
    view.announcement.value = `The page could not be opened: ${error instanceof Error ? error.message : String(error)}`;
  }
}
