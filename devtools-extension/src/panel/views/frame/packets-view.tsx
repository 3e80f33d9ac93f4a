import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { PacketDetail } from "../detail/packet-detail.tsx";
import { PacketList } from "../list/packet-list.tsx";
import { useLivePanel } from "./panel-context.ts";
import { Splitter } from "./splitter.tsx";
import { useSize } from "./use-size.ts";

/** Wider than this, the details stand beside the list instead of below it. */
const BESIDE = 720;

/** The packet list with the details of the selected packet. */
export function PacketsView(): JSX.Element {
  const { model, view } = useLivePanel();
  const room = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(room);
  const number = view.selected.value;
  const row = number === undefined ? undefined : model.row(number);
  const beside = width >= BESIDE;
  const share = view.detailShare.value;
  const total = Math.max(1, beside ? width : height);
  return (
    <div class={`packets ${beside ? "beside" : "below"}`} ref={room}>
      <PacketList />
      {row ? (
        <>
          <Splitter
            label="Room for the details"
            upright={beside}
            value={share * 100}
            least={20}
            most={80}
            onMove={(pixels) => {
              view.detailShare.value = Math.max(0.2, Math.min(0.8, share - pixels / total));
            }}
          />
          <div class="detail-room" style={{ flexBasis: `${Math.round(share * total)}px` }}>
            <PacketDetail row={row} />
          </div>
        </>
      ) : null}
    </div>
  );
}
