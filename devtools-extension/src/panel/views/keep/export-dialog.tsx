import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { writeHar } from "../../../recording/write-har.ts";
import { writeRecording } from "../../../recording/write-recording.ts";
import { Dialog } from "../frame/dialog.tsx";
import { type PanelContext, usePanel } from "../frame/panel-context.ts";
import { byteSize } from "../text/format-size.ts";
import { download, fileName } from "./download.ts";

type Format = "rtlog" | "har";

/** Saves what was recorded as a file; cookies and tokens are taken out unless the reader wants them in. */
export function ExportDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const panel = usePanel();
  const [format, setFormat] = useState<Format>("rtlog");
  const redact = panel.view.redact.value;
  const submit = (event: Event): void => {
    event.preventDefault();
    void save(panel, format).then(onClose);
  };
  return (
    <Dialog title="Export" onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <fieldset>
          <legend>Format</legend>
          <label class="check">
            <input type="radio" name="format" checked={format === "rtlog"} onChange={() => setFormat("rtlog")} />
            Recording (.rtlog): opens in this panel with everything
          </label>
          <label class="check">
            <input type="radio" name="format" checked={format === "har"} onChange={() => setFormat("har")} />
            HTTP archive (.har): opens in other tools too
          </label>
        </fieldset>
        <label class="check">
          <input
            type="checkbox"
            checked={redact}
            onChange={(event) => (panel.view.redact.value = event.currentTarget.checked)}
          />
          Take out cookies, tokens and passwords
        </label>
        {redact ? null : (
          <p class="notice warning">The file will hold whatever the page sent, secrets too. Mind who gets it.</p>
        )}
        <div class="controls">
          <span class="spring" />
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary">
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}

async function save({ model, view }: PanelContext, format: Format): Promise<void> {
  const now = new Date();
  const redact = view.redact.value;
  view.announcement.value = "Writing the file…";
  const file =
    format === "rtlog"
      ? await writeRecording(model.log, { redact, now })
      : new Blob([JSON.stringify(writeHar(model.log, { redact }))], { type: "application/json" });
  const name = fileName(now, format);
  download(file, name);
  view.announcement.value = `Saved ${name}, ${byteSize(file.size)}${redact ? ", without secrets" : ""}.`;
}
