import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { IconButton } from "../frame/icon-button.tsx";
import { usePanel } from "../frame/panel-context.ts";
import { openFile } from "./open-file.ts";

/** Lets the reader choose a recording or a HAR file, and opens it. */
export function ImportButton(): JSX.Element {
  const panel = usePanel();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton icon="import" label="Import…" onPress={() => input.current?.click()} />
      <input
        ref={input}
        class="offscreen"
        type="file"
        aria-label="Recording to import"
        tabIndex={-1}
        accept=".rtlog,.gz,.har,application/gzip,application/json"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (file) void openFile(panel, file);
        }}
      />
    </>
  );
}
