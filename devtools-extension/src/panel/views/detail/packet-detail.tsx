import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { Detail } from "../../store/detail.ts";
import type { Row } from "../../store/row.ts";
import { IconButton } from "../frame/icon-button.tsx";
import { useLivePanel } from "../frame/panel-context.ts";
import { TabBar } from "../frame/tab-bar.tsx";
import { rowType } from "../text/row-words.ts";
import { visibleExcerpt, visibleText } from "../text/visible-text.ts";
import { Arrow } from "../list/packet-row.tsx";
import { CodeView } from "./code-view.tsx";
import { DiffView } from "./diff-view.tsx";
import { facts } from "./facts.ts";
import { PacketActions } from "./packet-actions.tsx";
import { PayloadView } from "./payload-view.tsx";
import { RawView } from "./raw-view.tsx";

const PAGES = ["payload", "raw", "diff", "code"] as const;
type Page = (typeof PAGES)[number];

const LABELS: Readonly<Record<Page, string>> = { payload: "Payload", raw: "Raw", diff: "Diff", code: "Copy as" };

/** Everything about the selected packet. */
export function PacketDetail({ row }: { readonly row: Row }): JSX.Element {
  const { model, view } = useLivePanel();
  const [page, setPage] = useState<Page>("payload");
  // Decoding a large body again in each frame would be felt; what can change of a row is named here.
  const { text, attachments, problem, cut } = row;
  const detail = useMemo(() => model.detail(row), [model, row, text, attachments, attachments?.length, problem, cut]);
  return (
    <section class="detail" aria-label="Packet details">
      <header class="detail-head">
        <Arrow direction={row.direction} />
        <h2>
          {rowType(row)} {row.event === undefined ? null : <bdi>{visibleExcerpt(row.event, 120)}</bdi>}
        </h2>
        <PacketActions row={row} />
        <IconButton
          icon="close"
          label="Close the details"
          shortcut="Escape"
          onPress={() => (view.selected.value = undefined)}
        />
      </header>
      <dl class="facts">
        {facts(row).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      <Problem detail={detail} />
      <TabBar
        label="Packet"
        controls="packet-page"
        items={PAGES.map((id) => ({ id, label: LABELS[id] }))}
        chosen={page}
        onChoose={setPage}
      />
      <div class="page" role="tabpanel" id="packet-page" aria-labelledby={`packet-page-${page}`}>
        {page === "payload" ? <PayloadView key={row.number} detail={detail} /> : null}
        {page === "raw" ? <RawView key={row.number} detail={detail} /> : null}
        {page === "diff" ? <DiffView row={row} /> : null}
        {page === "code" ? <CodeView row={row} /> : null}
      </div>
    </section>
  );
}

function Problem({ detail }: { readonly detail: Detail }): JSX.Element | null {
  const problem = detail.problem ?? detail.row.problem;
  if (!problem) return null;
  return (
    <p class="notice problem" role="note">
      <strong>{visibleText(problem.code)}</strong> {visibleExcerpt(problem.message, 600)}
    </p>
  );
}
