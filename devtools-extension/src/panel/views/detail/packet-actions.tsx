import { batch } from "@preact/signals";
import type { JSX } from "preact";
import { argsToText } from "../../store/args-text.ts";
import { resend } from "../../store/resend.ts";
import type { Row } from "../../store/row.ts";
import { send } from "../act/send.ts";
import { IconButton } from "../frame/icon-button.tsx";
import { type PanelContext, usePanel } from "../frame/panel-context.ts";

/** What can be done with the selected packet. */
export function PacketActions({ row }: { readonly row: Row }): JSX.Element {
  const panel = usePanel();
  const { model, view, changed, status } = panel;
  const live = status.value !== "recording" && row.note === undefined && row.connection?.endedAt === undefined;
  return (
    <div class="actions" role="toolbar" aria-label="Packet actions">
      <IconButton
        icon="bookmark"
        label="Bookmark"
        shortcut="b"
        pressed={row.bookmarked}
        onPress={() => {
          model.bookmark(row, !row.bookmarked);
          changed();
        }}
      />
      <button
        type="button"
        class="button"
        aria-pressed={view.compared.value === row.number}
        onClick={() => (view.compared.value = view.compared.value === row.number ? undefined : row.number)}
      >
        Compare
      </button>
      {row.pair ? (
        <button type="button" class="button" onClick={() => (view.selected.value = row.pair?.number)}>
          {row.event === undefined ? "Go to event" : "Go to ack"}
        </button>
      ) : null}
      {live && row.engineType !== undefined ? (
        <button
          type="button"
          class="button"
          title={row.direction === "out" ? "Send it to the server again" : "Deliver it to the page again"}
          onClick={() => void send(panel, resend(row), row.direction === "out" ? "Sent again." : "Delivered again.")}
        >
          {row.direction === "out" ? "Resend" : "Deliver again"}
        </button>
      ) : null}
      {live && row.event !== undefined ? (
        <button type="button" class="button" onClick={() => edit(panel, row)}>
          Edit and send…
        </button>
      ) : null}
    </div>
  );
}

function edit({ model, view }: PanelContext, row: Row): void {
  const { data } = model.detail(row);
  const args: readonly unknown[] = Array.isArray(data) ? data.slice(1) : [];
  batch(() => {
    view.draft.value = {
      connection: row.connection?.id,
      direction: row.direction ?? "out",
      namespace: row.namespace ?? "/",
      event: row.event ?? "",
      args: argsToText(args),
      ack: row.ackId !== undefined,
    };
    view.tab.value = "act";
  });
}
