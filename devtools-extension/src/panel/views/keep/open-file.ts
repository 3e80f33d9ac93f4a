import { readRecording } from "../../../recording/read-recording.ts";
import { RecordingError } from "../../../recording/recording-error.ts";
import { RecordingSource } from "../../../recording/recording-source.ts";
import { Store } from "../../store/store.ts";
import { counted } from "../text/format-size.ts";
import type { PanelContext } from "../frame/panel-context.ts";

/** Shows a recording in place of what is live, or says why it cannot be read. */
export async function openFile({ open, view }: PanelContext, file: File): Promise<void> {
  view.announcement.value = `Opening ${file.name}…`;
  try {
    const { batches, records } = await readRecording(file);
    open({ source: new RecordingSource(batches), model: new Store({ preserve: true }), name: file.name });
    view.announcement.value = `Opened ${file.name}: ${counted(records, "record")}.`;
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    view.announcement.value = `${file.name} cannot be opened: ${error.message}`;
  }
}
