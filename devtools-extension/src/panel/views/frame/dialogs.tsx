import type { JSX } from "preact";
import { ExportDialog } from "../keep/export-dialog.tsx";
import { HelpDialog } from "./help-dialog.tsx";
import { usePanel } from "./panel-context.ts";

/** The dialog that is open, if one is. */
export function Dialogs(): JSX.Element | null {
  const { view } = usePanel();
  const close = (): void => {
    view.dialog.value = undefined;
  };
  switch (view.dialog.value) {
    case "help":
      return <HelpDialog onClose={close} />;
    case "export":
      return <ExportDialog onClose={close} />;
    case undefined:
      return null;
  }
}
